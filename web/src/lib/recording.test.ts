import { expect, test } from 'vitest';
import { lanes, otherRate, turnAt, turns } from './recording';

const TALKS = [
  { who: 'bpbd', from_ms: 0, to_ms: 4_000 },
  { who: 'dinkes', from_ms: 3_000, to_ms: 5_000 },
  { who: 'bpbd', from_ms: 6_000, to_ms: 8_000 },
  { who: 'bpbd', from_ms: 20_000, to_ms: 25_000 },
];

test('each has a lane, in the order they spoke first', () => {
  expect(lanes(TALKS, 20_000)).toEqual([
    {
      who: 'bpbd',
      spans: [
        { from: 0, to: 0.2 },
        { from: 0.3, to: 0.4 },
        { from: 1, to: 1 },
      ],
    },
    { who: 'dinkes', spans: [{ from: 0.15, to: 0.25 }] },
  ]);
  expect(lanes([], 0)).toEqual([]);
});

test('who goes on after a short pause has the same turn, also when another spoke in it', () => {
  expect(turns(TALKS)).toEqual([
    { who: 'bpbd', from_ms: 0, to_ms: 8_000 },
    { who: 'dinkes', from_ms: 3_000, to_ms: 5_000 },
    { who: 'bpbd', from_ms: 20_000, to_ms: 25_000 },
  ]);
});

test.each([
  [0, 0],
  [3_500, 1],
  [5_500, 0],
  [8_000, -1],
  [24_999, 2],
  [25_000, -1],
])('at %i ms it is turn %i', (at_ms, turn) => {
  expect(turnAt(turns(TALKS), at_ms)).toBe(turn);
});

test('there and back', () => {
  expect(otherRate(otherRate(1))).toBe(1);
});
