/** A room's messages as its reader sees them: those of the log, and over them what he has written and is not saved yet. */
import type { Message, Thread } from './messages';
import type { Item } from './outbox';
import type { Why } from './reply';

export type Delivery =
  | { readonly at: 'others' | 'saved' }
  | { readonly at: 'waiting'; readonly item: Item }
  | { readonly at: 'undoable'; readonly item: Item } // A deletion that can still be called off.
  | { readonly at: 'failed'; readonly item: Item; readonly code: Why };

export interface Shown extends Message {
  readonly mine: boolean;
  readonly delivery: Delivery;
}

export function shown(thread: Thread, items: readonly Item[], me: string, now_ms: number): readonly Shown[] {
  const all: Shown[] = thread.messages.map((one) => logged(one, me));
  for (const item of items) {
    if (item.command === 'chat:send') {
      if (!thread.places.has(item.id)) all.push(unsaved(item, me));
      continue;
    }
    const place = all.findIndex((one) => one.id === item.ask.message);
    const one = all[place];
    if (one && !one.gone) all[place] = over(one, item, now_ms);
  }
  return all;
}

/** What a room's list shows of it: mine that is not in the log yet comes after all that is. */
export function newest(last: Message | null, thread: Thread, items: readonly Item[], me: string): Shown | null {
  const written = items.findLast((item) => item.command === 'chat:send' && !thread.places.has(item.id));
  if (written?.command === 'chat:send') return unsaved(written, me);
  return last === null ? null : logged(last, me);
}

const PLAIN = new WeakMap<Message, Shown>();

/** The same object for the same message: what has not changed is not drawn again. */
function logged(one: Message, me: string): Shown {
  const before = PLAIN.get(one);
  if (before?.mine === (one.by === me)) return before;
  const mine = one.by === me;
  const fresh: Shown = { ...one, mine, delivery: { at: mine ? 'saved' : 'others' } };
  PLAIN.set(one, fresh);
  return fresh;
}

function unsaved(item: Extract<Item, { command: 'chat:send' }>, me: string): Shown {
  const { text, reply_to = null, mentions = [] } = item.ask;
  const seq = item.seq ?? Infinity;
  const message = { id: item.id, seq, by: me, at_ms: item.order_ms, text, mentions, reply_to, files: item.cards };
  return { ...message, edited: false, gone: false, mine: true, delivery: delivery(item) };
}

function delivery(item: Item): Delivery {
  if (item.failed !== null) return { at: 'failed', item, code: item.failed };
  return item.seq === null ? { at: 'waiting', item } : { at: 'saved' };
}

function over(one: Shown, item: Exclude<Item, { command: 'chat:send' }>, now_ms: number): Shown {
  if (item.command === 'chat:edit') {
    return { ...one, text: item.ask.text, mentions: item.ask.mentions ?? [], edited: true, delivery: delivery(item) };
  }
  if (item.failed !== null) return { ...one, delivery: delivery(item) };
  const undoable = item.seq === null && item.from_ms > now_ms;
  const gone = { ...one, text: '', mentions: [], files: [], edited: false, gone: true };
  return { ...gone, delivery: undoable ? { at: 'undoable', item } : delivery(item) };
}
