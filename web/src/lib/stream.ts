/**
 * A stream as this device has it: events in order, without a hole, up to a cursor.
 *
 *   linked --join--> asking --page (more)--> asking --page--> live --event--> live
 *   an event beyond a hole waits in `early`, and the stream asks again from its cursor
 *   lost --> not live; what is here stays, and the next `linked` asks only for what was missed
 *
 * Pure. A page that fills nothing ends the chase until `due`, so that a hub which cannot fill a
 * hole is asked every few seconds, not as fast as it answers. An answer belongs to its `turn`.
 */
import type { Why } from './reply';
import type { Event, StreamJoined } from './wire';

export interface Stream {
  readonly events: readonly Event[];
  /** The `seq` of the last event; null while nothing is known of this stream. */
  readonly at: number | null;
  readonly early: readonly Event[];
  /** There are events before the first, as far as we know. */
  readonly older: boolean;
  readonly fetching: boolean; // An older page is on its way.
  readonly asking: boolean;
  readonly live: boolean;
  readonly linked: boolean;
  readonly turn: number;
}

export type StreamInput =
  { readonly is: 'linked' | 'lost' | 'due' | 'older' } | { readonly is: 'restored' | 'came'; readonly events: readonly Event[] } | Answer;

type Answer =
  | { readonly is: 'page'; readonly turn: number; readonly page: StreamJoined }
  | { readonly is: 'refused'; readonly turn: number; readonly code: Why; readonly retry_after_s?: number | null | undefined }
  | { readonly is: 'older_page'; readonly turn: number; readonly events: readonly Event[]; readonly more: boolean }
  | { readonly is: 'older_refused'; readonly turn: number };

export type StreamEffect =
  | { readonly do: 'join'; readonly after: number | null; readonly turn: number }
  | { readonly do: 'before'; readonly before: number; readonly turn: number }
  | { readonly do: 'wait'; readonly ms: number } // Then `due`.
  | { readonly do: 'keep'; readonly events: readonly Event[]; readonly anew: boolean }
  | { readonly do: 'forget' }; // This post may not read it any more.

type Step = readonly [Stream, readonly StreamEffect[]];

export const EMPTY: Stream = {
  events: [],
  at: null,
  early: [],
  older: false,
  fetching: false,
  asking: false,
  live: false,
  linked: false,
  turn: 0,
};

const AGAIN_MS = 3_000;
const EARLY_MAX = 2_000; // More than this beyond a hole is asked for again anyway.
const CLOSED: readonly Why[] = ['not_a_member', 'no_such_stream', 'no_such_room', 'not_allowed'];

export function step(s: Stream, input: StreamInput): Step {
  switch (input.is) {
    case 'restored':
      return s.at === null && input.events.length > 0 ? [begun(s, tail(input.events)), []] : [s, []];
    case 'linked':
      return ask(cut(s, true));
    case 'lost':
      return [cut(s, false), []];
    case 'due':
      return s.linked && (!s.live || s.early.length > 0) ? ask(s) : [s, []];
    case 'came':
      return came(s, input.events);
    case 'older':
      return back(s);
    case 'page':
    case 'refused':
    case 'older_page':
    case 'older_refused':
      return input.turn === s.turn ? answered(s, input) : [s, []];
  }
}

function answered(s: Stream, input: Answer): Step {
  switch (input.is) {
    case 'page':
      return s.asking ? paged(s, input.page) : [s, []];
    case 'refused':
      return s.asking ? refused(s, input.code, input.retry_after_s ?? null) : [s, []];
    case 'older_page':
      return backed(s, tail(input.events), input.more);
    case 'older_refused':
      return [{ ...s, fetching: false }, []];
  }
}

/** What was asked of an earlier link is not waited for. */
function cut(s: Stream, linked: boolean): Stream {
  return { ...s, linked, live: false, asking: false, fetching: false, turn: s.turn + 1 };
}

function ask(s: Stream): Step {
  if (s.asking) return [s, []];
  return [{ ...s, asking: true }, [{ do: 'join', after: s.at, turn: s.turn }]];
}

function came(s: Stream, events: readonly Event[]): Step {
  const [t, taken] = take(s, events);
  const kept = keep(taken, false);
  if (t.early.length === 0 || !t.live || t.asking) return [t, kept];
  const [asked, effects] = ask(t);
  return [asked, [...kept, ...effects]];
}

function paged(s: Stream, page: StreamJoined): Step {
  const anew = page.reset === true || s.at === null;
  const base = anew ? begun(s, page.events, page.head) : s;
  const [t, taken] = take({ ...base, asking: false, live: !page.more }, anew ? [] : page.events);
  const kept = keep(anew ? t.events : taken, anew);
  const moved = anew || taken.length > 0;
  if (!page.more && t.early.length === 0) return [t, kept];
  if (!moved) return [t, [...kept, { do: 'wait', ms: AGAIN_MS }]];
  const [asked, effects] = ask(t);
  return [asked, [...kept, ...effects]];
}

function refused(s: Stream, code: Why, retry_after_s: number | null): Step {
  if (CLOSED.includes(code)) return [{ ...EMPTY, turn: s.turn + 1 }, [{ do: 'forget' }]];
  return [{ ...s, asking: false }, [{ do: 'wait', ms: Math.max(AGAIN_MS, (retry_after_s ?? 0) * 1_000) }]];
}

function back(s: Stream): Step {
  const first = s.events[0];
  if (!first || !s.older || s.fetching) return [s, []];
  return [{ ...s, fetching: true }, [{ do: 'before', before: first.seq, turn: s.turn }]];
}

function backed(s: Stream, events: readonly Event[], more: boolean): Step {
  const first = s.events[0]?.seq ?? 0;
  const joins = events.at(-1)?.seq === first - 1;
  return [{ ...s, events: joins ? [...events, ...s.events] : s.events, fetching: false, older: more && joins }, []];
}

/** Begin with these, which are in order and without a hole. */
function begun(s: Stream, events: readonly Event[], head = 0): Stream {
  const first = events[0];
  return { ...s, events, at: events.at(-1)?.seq ?? head, older: first !== undefined && first.seq > 1 };
}

/** Take what follows the cursor, early events with it. What was here before is dropped, what leaves a hole waits. */
function take(s: Stream, events: readonly Event[]): readonly [Stream, readonly Event[]] {
  if (s.at === null) return [{ ...s, early: [...s.early, ...events] }, []];
  let at = s.at;
  const taken: Event[] = [];
  const early: Event[] = [];
  for (const event of ordered(s.early, events)) {
    if (event.seq === at + 1) {
      taken.push(event);
      at = event.seq;
    } else if (event.seq > at) early.push(event);
  }
  const all = taken.length > 0 ? [...s.events, ...taken] : s.events;
  return [{ ...s, events: all, at, early: early.slice(0, EARLY_MAX) }, taken];
}

function ordered(early: readonly Event[], events: readonly Event[]): readonly Event[] {
  return [...early, ...events].filter((one) => Number.isSafeInteger(one.seq)).sort((a, b) => a.seq - b.seq);
}

function keep(events: readonly Event[], anew: boolean): readonly StreamEffect[] {
  return events.length > 0 || anew ? [{ do: 'keep', events, anew }] : [];
}

/** The longest end of a list that has no hole. */
export function tail(events: readonly Event[]): readonly Event[] {
  let from = events.length - 1;
  while (from > 0 && events[from - 1]?.seq === (events[from]?.seq ?? 0) - 1) from -= 1;
  return from > 0 ? events.slice(from) : events;
}
