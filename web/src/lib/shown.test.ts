import { expect, test } from 'vitest';
import { item, said, uuid } from './chat-samples';
import { folded } from './messages';
import { newest } from './shown';

const THREAD = folded([said(1, 'Butuh terpal')]);
const LAST = THREAD.messages[0] ?? null;

test('what is in the log is what was said last', () => {
  expect(newest(LAST, THREAD, [], 'dishub')).toMatchObject({ text: 'Butuh terpal', delivery: { at: 'others' } });
  expect(newest(null, folded([]), [], 'dishub')).toBeNull();
});

test('mine comes last while it waits', () => {
  expect(newest(LAST, THREAD, [item(7), item(8)], 'dishub')).toMatchObject({ id: uuid(8), delivery: { at: 'waiting' } });
});

test('mine that was saved is there before the log brings it back', () => {
  const saved = newest(null, folded([]), [item(7, 'umum', { seq: 2 })], 'dishub');
  expect(saved).toMatchObject({ id: uuid(7), mine: true, delivery: { at: 'saved' } });
});
