import { expect, test } from 'vitest';
import { AGAIN_MS, back, earsFrom, hears, keptEars, nextUnheard, wasHeard } from './replay';

const ALL = ['c', 'b', 'a'];

test.each<[string, string | null, boolean, number, string]>([
  ['the newest at first', null, false, 0, 'c'],
  ['again: the one before', 'c', true, 0, 'b'],
  ['soon after its end as well', 'c', false, AGAIN_MS - 1, 'b'],
  ['later the newest again', 'b', false, AGAIN_MS, 'c'],
  ['before the oldest there is none', 'a', true, 0, 'a'],
  ['one that is no more begins anew', 'x', true, 0, 'c'],
])('%s', (_, id, playing, now_ms, then) => {
  expect(back(ALL, id === null ? null : { id, at_ms: 0 }, playing, now_ms)).toBe(then);
});

test('what was not heard comes in the order it was said', () => {
  expect(nextUnheard(ALL, (id) => id === 'a')).toBe('b');
  expect(nextUnheard(ALL, () => true)).toBeNull();
});

test('what was heard is remembered; what was said before the first look counts as heard', () => {
  const ears = hears(earsFrom({}, 1_000), 'a');
  const again = earsFrom(JSON.parse(keptEars(ears)) as Record<string, unknown>, 9_000);
  expect([wasHeard(again, 'a', 2_000), wasHeard(again, 'b', 2_000), wasHeard(again, 'b', 999)]).toEqual([true, false, true]);
});
