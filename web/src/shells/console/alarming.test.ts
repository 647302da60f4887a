import { expect, test, vi } from 'vitest';
import { alarming } from './alarming';

test('it sounds at once, again every few seconds, and not after its end', () => {
  vi.useFakeTimers();
  const sound = vi.fn();
  const end = alarming(sound);
  vi.advanceTimersByTime(11_000);
  expect(sound).toHaveBeenCalledTimes(3);
  end();
  vi.advanceTimersByTime(60_000);
  expect(sound).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
