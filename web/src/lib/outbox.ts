/**
 * What was written here and is not known to be saved, in the order it was written.
 *
 *   waiting --sent--> on its way --receipt--> saved --seen in the stream--> gone from here
 *   on its way --no answer, or a refusal that can pass--> waiting, to be sent again
 *   on its way --a refusal that cannot--> failed --retry--> waiting
 *
 * Of each room one command is on its way at a time, so that they arrive in order. One that is held
 * (a deletion that can still be called off, files that are not there yet) or has failed lets the
 * others pass. Sending twice is
 * harmless: the id is the same. Pure; `now_ms` is the device's clock, which may jump: a wait that
 * would last longer than any we ask for is over.
 */
import { those } from './keyed';
import { passes, type No, type Reply, type Why } from './reply';
import type { ChatDelete, ChatEdit, ChatSend, FileCard, Receipt } from './wire';

interface Kept {
  readonly id: string;
  readonly room: string;
  /** When it was written; each is later than the one before it. */
  readonly order_ms: number;
  /** Not to be sent before. */
  readonly from_ms: number;
  /** Its place in the stream, once it is saved. */
  readonly seq: number | null;
  /** Why it cannot be saved. */
  readonly failed: Why | null;
}

export type Item =
  | (Kept & { readonly command: 'chat:send'; readonly ask: ChatSend; readonly cards: readonly FileCard[] })
  | (Kept & { readonly command: 'chat:edit'; readonly ask: ChatEdit })
  | (Kept & { readonly command: 'chat:delete'; readonly ask: ChatDelete });

export interface Outbox {
  readonly items: readonly Item[];
  /** On their way: since when. */
  readonly away: ReadonlyMap<string, number>;
  /** Rooms that wait before they send again, and how often they have in a row. */
  readonly rests: ReadonlyMap<string, { readonly until_ms: number; readonly times: number }>;
  /** This page sends; another of the same post may be the one that does. */
  readonly leads: boolean;
  readonly signed_in: boolean;
  /** Messages whose files are all with the hub. */
  readonly brought: ReadonlySet<string>;
}

export type OutboxInput =
  | { readonly is: 'written'; readonly item: Item }
  | { readonly is: 'loaded'; readonly items: readonly Item[] } // All there is, another page's as well.
  | { readonly is: 'answered'; readonly id: string; readonly reply: Reply<Receipt> }
  | { readonly is: 'linked' | 'due' }
  | { readonly is: 'leads'; readonly leads: boolean }
  | { readonly is: 'retry' | 'drop' | 'brought'; readonly id: string }
  | { readonly is: 'seen'; readonly room: string; readonly seq: number };

export type OutboxEffect =
  | { readonly do: 'send' | 'save'; readonly item: Item }
  | { readonly do: 'remove'; readonly id: string }
  | { readonly do: 'wait'; readonly ms: number }; // Then `due`.

type Step = readonly [Outbox, readonly OutboxEffect[]];

export const EMPTY: Outbox = { items: [], away: new Map(), rests: new Map(), leads: false, signed_in: true, brought: new Set() };
export const AGAIN_MS = 3_000;
const REST_MAX_MS = 30_000;
const WAIT_MAX_MS = 120_000;

export function step(box: Outbox, input: OutboxInput, now_ms: number): Step {
  const [next, effects] = taken(box, input, now_ms);
  const [sent, more] = sends(next, now_ms);
  return [sent, [...effects, ...more]];
}

function taken(box: Outbox, input: OutboxInput, now_ms: number): Step {
  switch (input.is) {
    case 'written':
      return [{ ...box, items: sorted([...box.items, input.item]) }, [{ do: 'save', item: input.item }]];
    case 'loaded':
      return [{ ...box, items: sorted(merged(box, input.items)) }, []];
    case 'answered':
      return answered(box, input.id, input.reply, now_ms);
    case 'linked':
      return [{ ...box, rests: new Map(), signed_in: true }, []];
    case 'leads':
      return [{ ...box, leads: input.leads, away: input.leads ? box.away : new Map() }, []];
    case 'due':
      return [box, []];
    case 'retry': // Its files are looked after anew: they may be gone from the hub.
      return changed({ ...box, signed_in: true, brought: those(box.brought, [input.id]) }, input.id, (item) => ({ ...item, failed: null }));
    case 'brought':
      return [{ ...box, brought: those([...box.brought, input.id]) }, []];
    case 'drop':
      return dropped(box, (item) => item.id === input.id);
    case 'seen':
      return dropped(box, (item) => item.room === input.room && item.seq !== null && item.seq <= input.seq);
  }
}

/** Other pages save what happens to an item too; whoever knows more of it is right. */
function merged(box: Outbox, loaded: readonly Item[]): readonly Item[] {
  const here = new Map(box.items.map((item) => [item.id, item]));
  return loaded.map((item) => {
    const known = here.get(item.id);
    return known && known.seq !== null ? known : item;
  });
}

function answered(box: Outbox, id: string, reply: Reply<Receipt>, now_ms: number): Step {
  const away = new Map(box.away);
  away.delete(id);
  const item = box.items.find((one) => one.id === id);
  if (!item) return [{ ...box, away }, []];
  const rests = new Map(box.rests);
  const since_ms = box.away.get(id) ?? now_ms;
  const times = (rests.get(item.room)?.times ?? 0) + 1;
  rests.delete(item.room);
  if (reply.ok) return changed({ ...box, away, rests }, id, (one) => ({ ...one, seq: reply.seq, failed: null }));
  if (item.seq !== null) return [{ ...box, away }, []]; // An earlier attempt has got through.
  if (reply.code === 'not_signed_in') return [{ ...box, away, signed_in: false }, []];
  if (!passes(reply.code)) return changed({ ...box, away, rests }, id, (one) => ({ ...one, failed: reply.code }));
  rests.set(item.room, { until_ms: since_ms + rest(reply, times), times });
  return [{ ...box, away, rests }, []];
}

/** Three seconds from the attempt; longer each time, so that a phone without a network does not work for nothing. */
function rest(reply: No, times: number): number {
  const asked_ms = (reply.retry_after_s ?? 0) * 1_000;
  return Math.max(asked_ms, Math.min(REST_MAX_MS, AGAIN_MS * 2 ** Math.min(times - 1, 10)));
}

function changed(box: Outbox, id: string, to: (item: Item) => Item): Step {
  const effects: OutboxEffect[] = [];
  const items = box.items.map((item) => {
    if (item.id !== id) return item;
    const next = to(item);
    effects.push({ do: 'save', item: next });
    return next;
  });
  return [{ ...box, items }, effects];
}

function dropped(box: Outbox, which: (item: Item) => boolean): Step {
  const gone = box.items.filter(which);
  if (gone.length === 0) return [box, []];
  return [{ ...box, items: box.items.filter((item) => !which(item)) }, gone.map(({ id }) => ({ do: 'remove', id }))];
}

/** What may go now, one of each room; and when to look again. */
function sends(box: Outbox, now_ms: number): Step {
  if (!box.leads || !box.signed_in) return [box, []];
  const away = new Map(box.away);
  const effects: OutboxEffect[] = [];
  const waits: number[] = [];
  for (const room of new Set(box.items.map((item) => item.room))) {
    const next = turn(box, room, now_ms);
    if (next?.wait_ms === 0) {
      away.set(next.item.id, now_ms);
      effects.push({ do: 'send', item: next.item });
    } else if (next) waits.push(next.wait_ms);
  }
  const wait: readonly OutboxEffect[] = waits.length > 0 ? [{ do: 'wait', ms: Math.min(...waits) }] : [];
  return [{ ...box, away }, [...effects, ...wait]];
}

/** Whose turn it is in a room, and how long until then. Nobody's while one is on its way. */
function turn(box: Outbox, room: string, now_ms: number): { readonly item: Item; readonly wait_ms: number } | null {
  const line = box.items.filter((item) => item.room === room && item.seq === null && item.failed === null && whole(box, item));
  if (line.some((item) => box.away.has(item.id))) return null;
  const rest_ms = left(box.rests.get(room)?.until_ms ?? 0, now_ms);
  const waits = line.map((item) => ({ item, wait_ms: Math.max(rest_ms, left(item.from_ms, now_ms)) }));
  return waits.sort((a, b) => a.wait_ms - b.wait_ms)[0] ?? null;
}

function whole(box: Outbox, item: Item): boolean {
  return item.command !== 'chat:send' || item.cards.length === 0 || box.brought.has(item.id);
}

function left(until_ms: number, now_ms: number): number {
  const left_ms = until_ms - now_ms;
  return left_ms > WAIT_MAX_MS ? 0 : Math.max(0, left_ms);
}

function sorted(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => a.order_ms - b.order_ms || (a.id < b.id ? -1 : 1));
}

/** When the next thing written is written: later than all before it, whatever the device's clock does. */
export function orderOf(box: Outbox, now_ms: number): number {
  return Math.max(now_ms, (box.items.at(-1)?.order_ms ?? 0) + 1);
}
