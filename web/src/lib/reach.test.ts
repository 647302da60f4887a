import { expect, test } from 'vitest';
import { dayPart, reach } from './reach';
import type { PersonCard } from './wire';

const head = (id: string): PersonCard => ({ id, agency: `Dinas ${id}`, agency_short: id, post: 'Kepala Dinas', role: 'head' });
const PEOPLE = [head('pupr'), head('bpbd'), { ...head('walikota'), role: 'mayor' as const }, head('dishub')];

test('who cannot be reached comes first, and only heads count', () => {
  const lines = reach(PEOPLE, new Set(['bpbd', 'walikota']));
  expect(lines.map((one) => [one.short, one.online])).toEqual([
    ['dishub', false],
    ['pupr', false],
    ['bpbd', true],
  ]);
});

test.each([
  [3.9, 'evening'],
  [4, 'morning'],
  [10.9, 'morning'],
  [11, 'noon'],
  [15, 'afternoon'],
  [18.5, 'evening'],
  [23, 'evening'],
] as const)('at %s it is %s', (hour, part) => {
  expect(dayPart(hour)).toBe(part);
});

test('an agency with deputies is one line, connected when any of its posts is', () => {
  const posts = ['dinkes', 'dinkes-2'].map((id): PersonCard => {
    return { id, agency: 'Dinas Kesehatan', agency_short: 'Dinkes', post: id, role: 'head' };
  });
  const line = { agency: 'Dinas Kesehatan', short: 'Dinkes', post: 'dinkes' };
  expect(reach(posts, new Set(['dinkes-2']))).toEqual([{ ...line, online: true }]);
  expect(reach(posts, new Set())).toEqual([{ ...line, online: false }]);
});
