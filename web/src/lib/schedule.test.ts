import { expect, test } from 'vitest';
import { daysOf, fresh, hourOf, minuteOf, withDay } from './schedule';

const ONE = fresh('t', 'Apel pagi', 'rapat');

test('days are said as one word where there is one', () => {
  expect(daysOf(ONE)).toBe('workdays');
  expect(daysOf(withDay(withDay(ONE, 6, true), 5, true))).toBe('daily');
  expect(daysOf(withDay(withDay(ONE, 6, true), 0, false))).toEqual([1, 2, 3, 4, 6]);
  expect(daysOf({ weekdays: [] })).toBe('by_hand');
});

test('a minute of the day and its hour', () => {
  expect([hourOf(450), hourOf(0), hourOf(1439)]).toEqual(['07:30', '00:00', '23:59']);
  expect([minuteOf('07:30'), minuteOf('00:00'), minuteOf('')]).toEqual([450, 0, null]);
});
