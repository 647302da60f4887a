import { expect, test } from 'vitest';
import { CALM_MS, elapsed, minutesPassed, waitFace, type WaitFace } from './waiting';

test.each<[number, boolean, boolean, WaitFace]>([
  [0, false, false, 'calm'],
  [CALM_MS - 1, false, false, 'calm'],
  [CALM_MS, false, false, 'wait'],
  [CALM_MS, true, false, 'late'],
  [0, true, false, 'late'],
  [CALM_MS, true, true, 'still'],
])('after %i ms, escalated %s, link lost %s: %s', (waited_ms, escalated, stale, face) => {
  expect(waitFace({ waited_ms, escalated, stale })).toBe(face);
});

test.each([
  [-5, '00:00', 0],
  [999, '00:00', 0],
  [59_999, '00:59', 0],
  [60_000, '01:00', 1],
  [161_000, '02:41', 2],
  [6_000_000, '100:00', 100],
])('%i ms read as %s, and are said once a minute', (ms, text, minutes) => {
  expect([elapsed(ms), minutesPassed(ms)]).toEqual([text, minutes]);
});
