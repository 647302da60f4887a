import { expect, test } from 'vitest';
import { chosen, FILE_MAX_BYTES, fitted, kindOf, ratio, tooBig, worthwhile, type Picked } from './files';

const blob = (size: number, type = 'image/jpeg'): Blob => ({ size, type }) as Blob;
const photo: Picked = {
  id: 'x',
  name: 'IMG_1.HEIC',
  whole: blob(8_000_000, 'image/heic'),
  looked: { width: 4_000, height: 3_000, small: { blob: blob(700_000), width: 2_560, height: 1_920 } },
  url: null,
};

test('the smaller copy goes out under a name that fits it, or the original as it is', () => {
  expect(chosen(photo, false).card).toEqual({ id: 'x', name: 'IMG_1.jpg', mime: 'image/jpeg', size: 700_000, width: 2_560, height: 1_920 });
  expect(chosen(photo, true).card).toEqual({
    id: 'x',
    name: 'IMG_1.HEIC',
    mime: 'image/heic',
    size: 8_000_000,
    width: 4_000,
    height: 3_000,
  });
});

test('what is no picture has no sides', () => {
  const file = { ...photo, name: 'a.xyz', whole: blob(5, ''), looked: {} };
  expect(chosen(file, false).card).toEqual({ id: 'x', name: 'a.xyz', mime: 'application/octet-stream', size: 5 });
});

test('too big counts what would go out', () => {
  const huge = { ...photo, whole: blob(FILE_MAX_BYTES + 1) };
  expect([tooBig(huge, false), tooBig(huge, true), tooBig({ ...huge, looked: null }, true)]).toEqual([false, true, false]);
});

test.each([
  [8_000_000, 4_000, 3_000, 700_000, true],
  [300_000, 1_200, 900, 100_000, false], // Small enough.
  [900_000, 1_200, 900, 850_000, false], // Not worth it.
  [300_000, 6_000, 900, 100_000, true],
])('%d bytes, %d x %d, smaller %d: %s', (whole, width, height, small, yes) => {
  expect(worthwhile(whole, width, height, small)).toBe(yes);
});

test('it fits into a square, and never grows', () => {
  expect(fitted(4_000, 3_000, 2_560)).toEqual({ width: 2_560, height: 1_920 });
  expect(fitted(300, 200, 2_560)).toEqual({ width: 300, height: 200 });
  expect(fitted(9_000, 1, 100)).toEqual({ width: 100, height: 1 });
});

test('a box for every picture', () => {
  const card = { id: 'x', name: '', mime: '', size: 0 };
  expect([ratio({ ...card, width: 400, height: 300 }), ratio({ ...card, width: 10, height: 900 }), ratio(card)]).toEqual([
    4 / 3,
    0.66,
    4 / 3,
  ]);
});

test.each([
  ['image/heic', 'image'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'sheet'],
  ['application/vnd.oasis.opendocument.text', 'text'],
  ['application/octet-stream', 'other'],
])('%s is %s', (mime, kind) => {
  expect(kindOf(mime)).toBe(kind);
});
