import { expect, test } from 'vitest';
import { FOUND_MAX, matches, type Findable } from './find';
import { NO_PEAK, peaked, tick } from './peak';

const one = (kind: Findable['kind'], text: string, line = ''): Findable => ({ kind, id: text, text, line });
const ALL = [
  one('person', 'BPBD', 'Kepala Pelaksana'),
  one('person', 'Dinkes', 'Kepala Dinas'),
  one('room', 'Siaga Banjir', 'Pilih kanal'),
  one('room', 'Kritikal', 'Pilih kanal'),
  one('action', 'Bisukan lain', 'Tindakan'),
];

test.each<[string, string]>([
  ['', 'Siaga Banjir, Kritikal, Bisukan lain'],
  ['b', 'Bisukan lain, BPBD, Siaga Banjir'],
  ['banjir', 'Siaga Banjir'],
  ['kepala d', 'Dinkes'],
  ['k', 'Kritikal, Siaga Banjir, BPBD, Dinkes'],
  ['  KRIT ', 'Kritikal'],
  ['xyz', ''],
])('"%s" finds %s', (words, found) => {
  expect(
    matches(ALL, words)
      .map((it) => it.text)
      .join(', '),
  ).toBe(found);
});

test('no more than fit', () => {
  expect(
    matches(
      Array.from({ length: 50 }, (_, n) => one('person', `Dinas ${n}`)),
      'dinas',
    ),
  ).toHaveLength(FOUND_MAX);
});

test('the tick of a meter holds, then falls, and rises at once', () => {
  const loud = peaked(NO_PEAK, 0.8, 1_000);
  const after = peaked(loud, 0.2, 2_000);
  expect([tick(after, 2_000), tick(after, 2_500)]).toEqual([0.8, 0.8]);
  expect(tick(after, 3_500)).toBeCloseTo(0.4);
  expect(tick(peaked(after, 0.9, 3_500), 3_500)).toBe(0.9);
  expect(tick(after, 60_000)).toBe(0);
});
