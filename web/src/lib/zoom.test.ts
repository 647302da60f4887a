import { expect, test } from 'vitest';
import { moved, scaled, WHOLE, type Sizes } from './zoom';

const SIZES: Sizes = { picture: { x: 400, y: 300 }, place: { x: 400, y: 800 } };

test('the point under the fingers stays there', () => {
  expect(scaled(WHOLE, 2, { x: 100, y: 0 }, SIZES)).toEqual({ scale: 2, x_px: -100, y_px: 0 });
});

test('a picture that fits is in the middle, and comes back to it', () => {
  const close = scaled(WHOLE, 3, { x: 150, y: 100 }, SIZES);
  expect(close.x_px).toBe(-300);
  expect(scaled(close, 0.01, { x: -9, y: 70 }, SIZES)).toEqual(WHOLE);
  expect(scaled(WHOLE, 100, { x: 0, y: 0 }, SIZES).scale).toBe(8);
});

test('its edges do not come further in than they must', () => {
  const close = scaled(WHOLE, 2, { x: 0, y: 0 }, SIZES);
  expect(moved(close, 900, 900, SIZES)).toEqual({ scale: 2, x_px: 200, y_px: 0 });
  expect(moved(WHOLE, 50, 50, SIZES)).toEqual(WHOLE);
});
