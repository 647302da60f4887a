import { expect, test } from 'vitest';
import { erased, item, log, reworded, said, uuid } from './chat-samples';
import { added, folded, NO_MESSAGES } from './messages';
import { rows } from './rows';
import { shown } from './shown';
import { first, lower } from './span';
import type { Event } from './wire';

const texts = (events: readonly Event[]): string[] => folded(events).messages.map((one) => (one.gone ? '†' : one.text));

test('edits and deletions change the message they name, wherever it stands', () => {
  expect(texts([said(1), said(2), reworded(3, 1, 'lain'), erased(4, 2)])).toEqual(['lain', '†']);
});

test('a change to a message that is not here is nothing until it is', () => {
  const late = [said(5), reworded(6, 2, 'lain'), erased(7, 3)];
  expect(texts(late)).toEqual(['m5']);
  expect(texts([said(2), said(3), said(4), ...late])).toEqual(['lain', '†', 'm4', 'm5']);
});

test('what was taken back stays so, whatever comes after', () => {
  expect(texts([said(1), erased(2, 1), reworded(3, 1, 'kembali')])).toEqual(['†']);
  expect(texts([said(1, 'rahasia', 'bpbd', { gone: true })])).toEqual(['†']);
});

test('event by event gives what all at once gives, and leaves the rest as it is', () => {
  const events = [...log(4), reworded(5, 2, 'lain'), erased(6, 3), said(7)];
  const steps = events.reduce((thread, event) => added(thread, [event]), NO_MESSAGES);
  expect(steps).toEqual(folded(events));
  const before = folded(events.slice(0, 4));
  expect(added(before, events.slice(4)).messages[0]).toBe(before.messages[0]);
});

test('a kind of a newer hub is shown as nothing', () => {
  const strange = { ...said(2), kind: 'poll', body: {} } as unknown as Event;
  expect(texts([said(1), strange, said(3)])).toEqual(['m1', 'm3']);
});

const edit = (n: number, of: number, more = {}): Parameters<typeof shown>[1][number] => {
  const { id, room, order_ms, from_ms, seq, failed } = item(n, 'umum', more);
  return { id, room, order_ms, from_ms, seq, failed, command: 'chat:edit', ask: { id, message: uuid(of), text: 'baru' } };
};
const take_back = (n: number, of: number, more = {}): Parameters<typeof shown>[1][number] => {
  const { id, room, order_ms, from_ms, seq, failed } = item(n, 'umum', more);
  return { id, room, order_ms, from_ms, seq, failed, command: 'chat:delete', ask: { id, message: uuid(of) } };
};

test('over the log lies what I wrote: at the end, waiting, until the log has it', () => {
  const thread = folded([said(1)]);
  const [, mine] = shown(thread, [item(9)], 'dishub', 0);
  expect(mine).toMatchObject({ text: 'm9', by: 'dishub', mine: true, seq: Infinity, delivery: { at: 'waiting' } });
  expect(shown(thread, [item(9, 'umum', { seq: 2 })], 'dishub', 0)[1]).toMatchObject({ seq: 2, delivery: { at: 'saved' } });
  expect(shown(folded([said(1), said(9, 'm9', 'dishub')]), [item(9, 'umum', { seq: 9 })], 'dishub', 0)).toHaveLength(2);
});

test('a change of mine is read at once, and says when it has failed', () => {
  const thread = folded([said(1, 'lama', 'dishub')]);
  expect(shown(thread, [edit(2, 1)], 'dishub', 0)[0]).toMatchObject({ text: 'baru', edited: true, delivery: { at: 'waiting' } });
  const failed = shown(thread, [edit(2, 1, { failed: 'too_late' })], 'dishub', 0)[0];
  expect(failed).toMatchObject({ text: 'baru', delivery: { at: 'failed', code: 'too_late' } });
});

test('a deletion can be called off for a moment, then it is a stone; one that failed gives the words back', () => {
  const thread = folded([said(1, 'lama', 'dishub')]);
  expect(shown(thread, [take_back(2, 1, { from_ms: 50 })], 'dishub', 49)[0]?.delivery.at).toBe('undoable');
  expect(shown(thread, [take_back(2, 1, { from_ms: 50 })], 'dishub', 50)[0]).toMatchObject({ gone: true, delivery: { at: 'waiting' } });
  expect(shown(thread, [take_back(2, 1, { failed: 'not_yours' })], 'dishub', 99)[0]).toMatchObject({ gone: false, text: 'lama' });
});

test('what has not changed is not drawn again', () => {
  const thread = folded([said(1)]);
  expect(shown(thread, [], 'dishub', 0)[0]).toBe(shown(thread, [item(2)], 'dishub', 0)[0]);
});

const DAY_MS = 86_400_000;
const at = (seq: number, at_ms: number, by = 'bpbd'): Event => ({ ...said(seq, 'x', by), at_ms });
const kinds = (events: readonly Event[], fresh: number | null = null): string[] =>
  rows(shown(folded(events), [], 'dishub', 0), fresh, 'WIB').map((row) => (row.is === 'message' ? (row.headed ? 'Head' : 'more') : row.is));

test('a run by one author is headed once; a pause, another author and another day begin anew', () => {
  expect(kinds([at(1, 0), at(2, 60_000), at(3, 500_000), at(4, 501_000, 'dinkes')])).toEqual(['day', 'Head', 'more', 'Head', 'Head']);
  expect(kinds([at(1, DAY_MS - 1), at(2, DAY_MS)])).toEqual(['day', 'Head', 'more']); // UTC's midnight is 07.00 here.
  expect(kinds([at(1, DAY_MS - 7 * 3_600_000 - 1), at(2, DAY_MS - 7 * 3_600_000)])).toEqual(['day', 'Head', 'day', 'Head']);
});

test('the line above what is new stands before the first of others', () => {
  expect(kinds([at(1, 0), at(2, 1, 'dishub'), at(3, 2)], 1)).toEqual(['day', 'Head', 'Head', 'new', 'Head']);
  expect(kinds([at(1, 0)], 1)).not.toContain('new');
});

test('the end of a long chat is drawn, more when there is more news, and a page at a time above', () => {
  const all = shown(folded(log(500)), [], 'dishub', 0);
  expect(first(all, null, null)).toBe(440);
  expect(first(all, null, 300)).toBe(292);
  expect(lower(all, 440)).toBe(381);
  expect(first(all, 381, null)).toBe(380);
  expect(lower(all, 0)).toBeNull();
});
