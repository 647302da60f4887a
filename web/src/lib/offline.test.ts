import { expect, test } from 'vitest';
import { speaks, way, worn } from './offline';

test.each<[string, string, string, string]>([
  ['GET', 'navigate', '/', 'page'],
  ['GET', 'navigate', '/masuk', 'page'],
  ['GET', 'navigate', '/api/files/ab12', 'no'], // A file that is opened is the hub's, and is never kept.
  ['GET', 'navigate', '/pasang', 'no'],
  ['GET', 'cors', '/assets/index-1a2b.js', 'part'],
  ['GET', 'no-cors', '/icons/192.png', 'part'],
  ['GET', 'cors', '/api/me', 'no'],
  ['GET', 'cors', '/socket.io/?EIO=4', 'no'],
  ['POST', 'cors', '/assets/index-1a2b.js', 'no'],
  ['POST', 'navigate', '/', 'no'],
  ['GET', 'cors', '/sw.js', 'no'],
])('%s %s %s is answered as %s', (method, mode, path, is) => {
  expect(way({ method, mode, path })).toBe(is);
});

test('the build before stays, older ones and nobody else’s go', () => {
  const build = { id: 'c', entry: '/assets/index-c.js', files: [] };
  expect(worn(['other', 'posko-a', 'posko-b', 'posko-c'], build)).toEqual(['posko-a']);
  expect(worn(['posko-c'], build)).toEqual([]);
});

test('a proxy that has lost the hub is not the page', () => {
  expect([200, 304, 404, 502, 503].map(speaks)).toEqual([true, true, true, false, false]);
});
