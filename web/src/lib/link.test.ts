import { expect, test } from 'vitest';
import { face, found, lost, tried, type Link } from './link';

const UP: Link = { at: 'up', back_ms: null };

test.each([
  [0, 'dot'],
  [1_999, 'dot'],
  [2_000, 'bar'],
  [29_999, 'bar'],
  [30_000, 'since'],
])('%d ms after the loss: %s', (gone_ms, shown) => {
  expect(face(lost(UP, 5_000), 5_000 + gone_ms)).toBe(shown);
});

test('back is green for three seconds, and only after a loss that was shown', () => {
  const back = found(tried(lost(UP, 0)), 2_000);
  expect([face(back, 4_999), face(back, 5_000)]).toEqual(['back', 'fine']);
  expect(face(found(lost(UP, 0), 1_999), 2_000)).toBe('fine');
  expect(face(found({ at: 'opening', since_ms: 0, attempt: 1 }, 9_000), 9_000)).toBe('fine');
});

test('the loss is counted from the first, attempts go up', () => {
  expect(tried(tried(lost(lost(UP, 10), 20)))).toEqual({ at: 'down', since_ms: 10, attempt: 2 });
});
