import { expect, test } from 'vitest';
import { shift } from './wall';

test('each five minutes it stands elsewhere, and never far', () => {
  const places = [0, 1, 2, 3, 4].map((n) => shift(n * 300_000 + 1));
  expect(places).toEqual([0, 4, 0, -4, 0]);
});
