import { expect, test } from 'vitest';
import { firstSeed, log, random, said } from './chat-samples';
import { EMPTY, step, tail, type Stream, type StreamEffect, type StreamInput } from './stream';
import type { Event, StreamJoined } from './wire';

const page = (events: readonly Event[], more = false, rest: Partial<StreamJoined> = {}): StreamJoined => ({
  ok: true,
  events: [...events],
  more,
  head: events.at(-1)?.seq ?? 0,
  ...rest,
});

function play(inputs: readonly StreamInput[], from: Stream = EMPTY): { s: Stream; did: StreamEffect[] } {
  const did: StreamEffect[] = [];
  let s = from;
  for (const input of inputs) {
    const [next, effects] = step(s, input);
    s = next;
    did.push(...effects);
  }
  return { s, did };
}

const seqs = (s: Stream): number[] => s.events.map((event) => event.seq);
const joins = (did: readonly StreamEffect[]): unknown[] => did.flatMap((one) => (one.do === 'join' ? [one.after] : []));
const LINKED: StreamInput = { is: 'linked' };
const came = (...events: Event[]): StreamInput => ({ is: 'came', events });

test('the first page is the newest, and what is older is known to be there', () => {
  const { s, did } = play([LINKED, { is: 'page', turn: 1, page: page([said(4), said(5)]) }]);
  expect([seqs(s), s.older, s.live]).toEqual([[4, 5], true, true]);
  expect(did.map((one) => one.do)).toEqual(['join', 'keep']);
});

test('an empty room is empty from its beginning', () => {
  const { s } = play([LINKED, { is: 'page', turn: 1, page: page([]) }, came(said(1))]);
  expect([seqs(s), s.at, s.older]).toEqual([[1], 1, false]);
});

test('only what was missed is asked for, page by page', () => {
  const inputs: StreamInput[] = [
    { is: 'restored', events: [said(3), said(4)] },
    LINKED,
    { is: 'page', turn: 1, page: page([said(5), said(6)], true) },
    { is: 'page', turn: 1, page: page([said(7)]) },
  ];
  const { s, did } = play(inputs);
  expect([seqs(s), joins(did)]).toEqual([
    [3, 4, 5, 6, 7],
    [4, 6],
  ]);
});

test('events that come before the answer wait for it, and nothing is shown twice', () => {
  const { s, did } = play([LINKED, came(said(3), said(4)), { is: 'page', turn: 1, page: page([said(1), said(2), said(3)]) }]);
  expect([seqs(s), joins(did)]).toEqual([[1, 2, 3, 4], [null]]);
});

test('a hole is asked for, once, and never shown', () => {
  const started = play([LINKED, { is: 'page', turn: 1, page: page([said(1)]) }]).s;
  const { s, did } = play([came(said(3)), came(said(4))], started);
  expect([seqs(s), joins(did)]).toEqual([[1], [1]]);
  expect(seqs(play([{ is: 'page', turn: 1, page: page([said(2)]) }], s).s)).toEqual([1, 2, 3, 4]);
});

test('a hub that cannot fill a hole is asked again later, not at once', () => {
  const started = play([LINKED, { is: 'page', turn: 1, page: page([said(1)]) }, came(said(3))]).s;
  const { s, did } = play([{ is: 'page', turn: 1, page: page([]) }], started);
  expect(did).toEqual([{ do: 'wait', ms: 3_000 }]);
  expect(joins(play([{ is: 'due' }], s).did)).toEqual([1]);
});

test('a reset throws away what was here', () => {
  const { s, did } = play([
    { is: 'restored', events: log(9) },
    LINKED,
    { is: 'page', turn: 1, page: page([said(4), said(5)], false, { reset: true }) },
  ]);
  expect([seqs(s), s.older]).toEqual([[4, 5], true]);
  expect(did.at(-1)).toMatchObject({ do: 'keep', anew: true });
});

test('an answer to an earlier link changes nothing', () => {
  const { s } = play([LINKED, { is: 'lost' }, LINKED, { is: 'page', turn: 1, page: page([said(1)]) }]);
  expect([seqs(s), s.asking]).toEqual([[], true]);
});

test('a room one was taken out of is forgotten', () => {
  const { s, did } = play([{ is: 'restored', events: log(3) }, LINKED, { is: 'refused', turn: 1, code: 'not_a_member' }]);
  expect([seqs(s), did.at(-1)]).toEqual([[], { do: 'forget' }]);
});

test.each([
  ['unreachable', undefined, 3_000],
  ['rate_limited', 20, 20_000],
] as const)('refused for now (%s): asked again', (code, retry_after_s, ms) => {
  expect(play([LINKED, { is: 'refused', turn: 1, code, retry_after_s }]).did.at(-1)).toEqual({ do: 'wait', ms });
});

test('older pages stand before, if they join', () => {
  const started = play([LINKED, { is: 'page', turn: 1, page: page([said(6), said(7)]) }, { is: 'older' }]);
  expect(started.did.at(-1)).toEqual({ do: 'before', before: 6, turn: 1 });
  const joined = play([{ is: 'older_page', turn: 1, events: [said(4), said(5)], more: true }], started.s).s;
  expect([seqs(joined), joined.older]).toEqual([[4, 5, 6, 7], true]);
  const stray = play([{ is: 'older_page', turn: 1, events: [said(2), said(3)], more: true }], started.s).s;
  expect([seqs(stray), stray.older]).toEqual([[6, 7], false]);
});

test('an unknown kind of a newer hub keeps its place', () => {
  const strange = { ...said(2), kind: 'poll', body: { question: '?' } } as unknown as Event;
  const { s, did } = play([LINKED, { is: 'page', turn: 1, page: page([said(1), strange]) }, came(said(3))]);
  expect([seqs(s), joins(did)]).toEqual([[1, 2, 3], [null]]);
});

test('what is kept with a hole is used from behind it', () => {
  expect(tail([said(1), said(3), said(4)]).map((one) => one.seq)).toEqual([3, 4]);
});

/** A hub with a log that grows, and a link that loses, doubles, delays and breaks. */
function storm(seed: number): readonly [number[], number[]] {
  const chance = random(seed);
  const dice = (n: number): number => Math.floor(chance() * n);
  const all: Event[] = [];
  const late: StreamInput[] = [];
  let s = EMPTY;
  let subscribed = false;

  const answer = (effect: StreamEffect): void => {
    if (effect.do === 'wait') late.push({ is: 'due' });
    if (effect.do === 'before') {
      const from = Math.max(0, effect.before - 1 - 3);
      late.push({ is: 'older_page', turn: effect.turn, events: all.slice(from, effect.before - 1), more: from > 0 });
    }
    if (effect.do !== 'join') return;
    const after = effect.after ?? Math.max(0, all.length - 4);
    const events = all.slice(after, after + 1 + dice(4));
    const more = after + events.length < all.length;
    subscribed = !more;
    late.push({ is: 'page', turn: effect.turn, page: page(events, more, { head: all.length }) });
  };
  const feed = (input: StreamInput): void => {
    const [next, effects] = step(s, input);
    s = next;
    effects.forEach(answer);
  };
  const write = (): void => {
    const event = said(all.length + 1);
    all.push(event);
    const times = subscribed ? dice(4) : 0; // Lost, once, or again and again.
    for (let turn = 0; turn < Math.min(times, 2); turn += 1) late.push(came(event));
  };
  const deliver = (): void => {
    const [input] = late.splice(dice(late.length), 1);
    if (input) feed(input);
  };
  const ways = [write, write, write, deliver, deliver, deliver, deliver];
  feed(LINKED);
  for (let turn = 0; turn < 200; turn += 1) {
    if (dice(40) === 0) {
      feed({ is: 'lost' });
      subscribed = false;
      feed(LINKED);
    } else if (dice(25) === 0) feed({ is: 'older' });
    else ways[dice(ways.length)]?.();
    const shown = seqs(s);
    expect(shown.every((seq, place) => place === 0 || seq === (shown[place - 1] ?? 0) + 1)).toBe(true);
  }
  feed({ is: 'lost' });
  feed(LINKED);
  while (late.length > 0) deliver();
  const first = s.events[0]?.seq ?? 1;
  return [seqs(s), all.slice(first - 1).map((event) => event.seq)];
}

test('in any order of events, pages, losses and doubles the log is shown, whole and once', () => {
  const first = firstSeed(Date.now());
  for (let seed = first; seed < first + 300; seed += 1) {
    const [shown, logged] = storm(seed);
    expect(shown, `SEED=${seed}`).toEqual(logged);
  }
});

test('a thousand missed events are taken in one step, quickly', () => {
  const start = performance.now();
  const { s } = play([{ is: 'restored', events: log(1) }, LINKED, { is: 'page', turn: 1, page: page(log(1_001).slice(1)) }]);
  expect(s.events).toHaveLength(1_001);
  expect(performance.now() - start).toBeLessThan(200);
});
