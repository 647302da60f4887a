import { expect, test } from 'vitest';
import { notice, type Now } from './renewal';

const QUIET: Now = { newer: true, talking: false, in_voice: false, unsent: false, wide: false };

test.each<[string, Partial<Now>, string]>([
  ['nothing new', { newer: false }, 'none'],
  ['new, and nothing under way', {}, 'offer'],
  ['on the air', { talking: true, in_voice: true, wide: true }, 'none'],
  ['words that would be lost', { unsent: true }, 'none'],
  ['in a room, on a phone', { in_voice: true }, 'none'],
  ['in a room, at a desk', { in_voice: true, wide: true }, 'warn'],
])('%s', (_, now, shown) => {
  expect(notice({ ...QUIET, ...now })).toBe(shown);
});
