import { expect, test } from 'vitest';
import { BURST, EVERY_MS, fresh, spent, told, wait_ms, type Pace } from './pace';

/** When each of so many joins goes out, all wanted at once. */
function times(n: number, pace: Pace, now_ms = 0): number[] {
  const went: number[] = [];
  for (let one = 0; one < n; one += 1) {
    now_ms += wait_ms(pace, now_ms);
    pace = spent(pace, now_ms);
    went.push(now_ms);
  }
  return went;
}

test('a handful at once, then one after the other', () => {
  expect(times(BURST + 2, fresh(0))).toEqual([...Array<number>(BURST).fill(0), EVERY_MS, 2 * EVERY_MS]);
});

test('the hub takes each of a hundred: ten at once, one every two seconds', () => {
  let left = 10;
  let before = 0;
  for (const at_ms of times(100, fresh(0))) {
    left = Math.min(10, left + (at_ms - before) / 2_000);
    before = at_ms;
    expect(left).toBeGreaterThanOrEqual(1);
    left -= 1;
  }
});

test('time brings them back, but no more than a handful', () => {
  const empty = times(BURST, fresh(0)).reduce((pace, at_ms) => spent(pace, at_ms), fresh(0));
  expect(times(BURST + 1, empty, 3_600_000).map((at_ms) => at_ms - 3_600_000)).toEqual([...Array<number>(BURST).fill(0), EVERY_MS]);
});

test('told to wait, it waits so long', () => {
  expect(wait_ms(told(100, 1_700), 100)).toBe(1_700);
  expect(wait_ms(told(100, 1_700), 1_800)).toBe(0);
});
