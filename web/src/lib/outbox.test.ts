import { expect, test } from 'vitest';
import { firstSeed, item, random, uuid } from './chat-samples';
import { EMPTY, orderOf, step, type Item, type Outbox, type OutboxEffect, type OutboxInput } from './outbox';
import { UNREACHABLE, type No } from './reply';

const LEADS: OutboxInput = { is: 'leads', leads: true };
const written = (n: number, room = 'umum', more = {}): OutboxInput => ({ is: 'written', item: item(n, room, more) });
const saved = (n: number, seq = n): OutboxInput => ({ is: 'answered', id: uuid(n), reply: { ok: true, seq, at_ms: 0 } });
const no = (n: number, code: No['code'], retry_after_s: number | null = null): OutboxInput => ({
  is: 'answered',
  id: uuid(n),
  reply: { ok: false, code, retry_after_s },
});

function play(inputs: readonly (readonly [number, OutboxInput])[], from: Outbox = EMPTY): { box: Outbox; did: OutboxEffect[] } {
  const did: OutboxEffect[] = [];
  let box = from;
  for (const [now_ms, input] of inputs) {
    const [next, effects] = step(box, input, now_ms);
    box = next;
    did.push(...effects);
  }
  return { box, did };
}

const sent = (did: readonly OutboxEffect[]): string[] => did.flatMap((one) => (one.do === 'send' ? [one.item.id] : []));
const waits = (did: readonly OutboxEffect[]): number[] => did.flatMap((one) => (one.do === 'wait' ? [one.ms] : []));
const ids = (...all: number[]): string[] => all.map(uuid);

test('one at a time in a room, each after the one before it is saved; other rooms do not wait', () => {
  const { box, did } = play([
    [0, LEADS],
    [0, written(1)],
    [0, written(2)],
    [0, written(3, 'kritikal')],
  ]);
  expect(sent(did)).toEqual(ids(1, 3));
  expect(sent(play([[50, saved(1)]], box).did)).toEqual(ids(2));
});

test('everything written is kept on the device before anything else', () => {
  expect(play([[0, LEADS], [0, written(1)]]).did.map((one) => one.do)).toEqual(['save', 'send']); // prettier-ignore
});

test('without an answer it is sent again three seconds after the attempt, under the same id', () => {
  const { box, did } = play([
    [0, LEADS],
    [0, written(1)],
    [1_000, { is: 'answered', id: uuid(1), reply: UNREACHABLE }],
  ]);
  expect(waits(did)).toEqual([2_000]);
  expect(sent(play([[2_999, { is: 'due' }]], box).did)).toEqual([]);
  expect(sent(play([[3_000, { is: 'due' }]], box).did)).toEqual(ids(1));
});

test('at a new link all go at once, whatever they were waiting for', () => {
  const { box } = play([[0, LEADS], [0, written(1)], [10, no(1, 'unreachable')], [20, written(2)]]); // prettier-ignore
  expect(sent(play([[30, { is: 'linked' }]], box).did)).toEqual(ids(1));
});

test('longer and longer, but never more than half a minute', () => {
  let { box } = play([[0, LEADS], [0, written(1)]]); // prettier-ignore
  let now_ms = 0;
  const rests: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const refused = play([[now_ms, no(1, 'unreachable')]], box);
    const ms = waits(refused.did)[0] ?? 0;
    rests.push(ms);
    now_ms += ms;
    box = play([[now_ms, { is: 'due' }]], refused.box).box;
  }
  expect(rests).toEqual([3_000, 6_000, 12_000, 24_000, 30_000, 30_000]);
});

test.each<[No['code'], number | null, number]>([
  ['internal', null, 3_000],
  ['not_saved', null, 3_000],
  ['rate_limited', 9, 9_000],
])('%s passes: it waits', (code, retry_after_s, ms) => {
  const { box, did } = play([[0, LEADS], [0, written(1)], [0, no(1, code, retry_after_s)]]); // prettier-ignore
  expect([waits(did), box.items[0]?.failed]).toEqual([[ms], null]);
});

test.each<No['code']>(['not_a_member', 'bad_request', 'id_taken', 'not_yours', 'no_such_message', 'too_late'])(
  '%s does not pass: it has failed, and the next goes',
  (code) => {
    const { box, did } = play([[0, LEADS], [0, written(1)], [0, written(2)], [5, no(1, code)]]); // prettier-ignore
    expect([box.items[0]?.failed, sent(did)]).toEqual([code, ids(1, 2)]);
    expect(did.filter((one) => one.do === 'save')).toHaveLength(3); // That it has failed outlives the page.
  },
);

test('tried again it goes; thrown away it is gone', () => {
  const { box } = play([[0, LEADS], [0, written(1)], [0, no(1, 'too_late')]]); // prettier-ignore
  expect(sent(play([[9, { is: 'retry', id: uuid(1) }]], box).did)).toEqual(ids(1));
  const dropped = play([[9, { is: 'drop', id: uuid(1) }]], box);
  expect([dropped.box.items, dropped.did]).toEqual([[], [{ do: 'remove', id: uuid(1) }]]);
});

test('signed out: all is kept and nothing sent until a link says who we are', () => {
  const { box, did } = play([[0, LEADS], [0, written(1)], [0, no(1, 'not_signed_in')], [1, written(2)], [9_000, { is: 'due' }]]); // prettier-ignore
  expect([sent(did), box.items.map((one) => one.failed)]).toEqual([ids(1), [null, null]]);
  expect(sent(play([[9_001, { is: 'linked' }]], box).did)).toEqual(ids(1));
});

test('only the page that leads sends; the next one takes up what was on its way', () => {
  const { box, did } = play([[0, written(1)], [0, { is: 'linked' }]]); // prettier-ignore
  expect(sent(did)).toEqual([]);
  const leading = play([[1, LEADS]], box);
  expect(sent(leading.did)).toEqual(ids(1));
  expect(sent(play([[2, { is: 'leads', leads: false }], [3, LEADS]], leading.box).did)).toEqual(ids(1)); // prettier-ignore
});

test('what another page did to an item is taken over, and a receipt of our own stays', () => {
  const { box } = play([[0, LEADS], [0, written(1)], [0, written(2)], [0, saved(1, 7)]]); // prettier-ignore
  const { box: loaded } = play([[1, { is: 'loaded', items: [item(1), item(2, 'umum', { failed: 'too_late' }), item(3)] }]], box);
  expect(loaded.items.map((one) => [one.seq, one.failed])).toEqual([[7, null], [null, 'too_late'], [null, null]]); // prettier-ignore
});

test('saved, it stays until the stream shows it', () => {
  const { box } = play([[0, LEADS], [0, written(1)], [0, saved(1, 7)]]); // prettier-ignore
  expect(play([[1, { is: 'seen', room: 'umum', seq: 6 }]], box).box.items).toHaveLength(1);
  expect(play([[1, { is: 'seen', room: 'umum', seq: 7 }]], box).did).toEqual([{ do: 'remove', id: uuid(1) }]);
});

test('a refusal that comes after the receipt of an earlier attempt is nothing', () => {
  const { box } = play([[0, LEADS], [0, written(1)], [0, saved(1)], [1, no(1, 'unreachable')]]); // prettier-ignore
  expect([box.items[0]?.seq, box.rests.size]).toEqual([1, 0]);
});

test('a deletion waits until it can no longer be called off, and holds up nobody', () => {
  const { box, did } = play([[0, LEADS], [0, written(1, 'umum', { from_ms: 5_000 })], [0, written(2)]]); // prettier-ignore
  expect(sent(did)).toEqual(ids(2));
  const { box: next, did: more } = play([[10, saved(2)]], box);
  expect([sent(more), waits(more)]).toEqual([[], [4_990]]);
  expect(sent(play([[5_000, { is: 'due' }]], next).did)).toEqual(ids(1));
});

test('a clock that was set back does not make anything wait for hours', () => {
  const { box } = play([[10_000_000, LEADS], [10_000_000, written(1, 'umum', { from_ms: 10_005_000 })]]); // prettier-ignore
  expect(sent(play([[0, { is: 'due' }]], box).did)).toEqual(ids(1));
  expect(orderOf({ ...box, items: [item(500)] }, 3)).toBe(501);
});

/** A hub that saves once each id it gets, a link that loses either way, a page that dies. */
function storm(seed: number): readonly [string[], string[]] {
  const chance = random(seed);
  const dice = (n: number): number => Math.floor(chance() * n);
  const hub: string[] = [];
  const device = new Map<string, Item>();
  let box = EMPTY;
  let now_ms = 0;
  let answers: OutboxInput[] = [];
  const order: string[] = [];

  const perform = (effect: OutboxEffect): void => {
    if (effect.do === 'save') device.set(effect.item.id, effect.item);
    if (effect.do === 'remove') device.delete(effect.id);
    if (effect.do !== 'send') return;
    const { id } = effect.item;
    const there = dice(4) > 0;
    if (there && !hub.includes(id)) hub.push(id);
    const reply = there && dice(4) > 0 ? ({ ok: true, seq: hub.indexOf(id) + 1, at_ms: 0 } as const) : UNREACHABLE;
    answers.push({ is: 'answered', id, reply });
  };
  const feed = (input: OutboxInput): void => {
    const [next, effects] = step(box, input, now_ms);
    box = next;
    effects.forEach(perform);
  };
  feed(LEADS);
  for (let turn = 0; turn < 150; turn += 1) {
    now_ms += dice(2_000);
    const roll = dice(10);
    if (roll < 3) {
      const n = order.length + 1;
      order.push(uuid(n));
      feed(written(n));
    } else if (roll < 7) {
      const [answer] = answers.splice(dice(answers.length), 1);
      if (answer) feed(answer);
    } else if (roll < 8) feed({ is: 'linked' });
    else if (roll < 9) feed({ is: 'due' });
    else {
      box = EMPTY; // Reloaded: answers that were on their way find nobody.
      answers = [];
      feed({ is: 'loaded', items: [...device.values()] });
      feed(LEADS);
    }
  }
  for (let turn = 0; turn < 10_000 && box.items.some((one) => one.seq === null); turn += 1) {
    now_ms += 30_000;
    const answer = answers.shift();
    feed(answer ?? { is: 'due' });
  }
  return [hub, order];
}

test('whatever is lost and whenever the page dies, all arrives, once, in order', () => {
  const first = firstSeed(Date.now());
  for (let seed = first; seed < first + 200; seed += 1) {
    const [hub, order] = storm(seed);
    expect(hub, `SEED=${seed}`).toEqual(order);
  }
});

test('a message with files waits for them and lets others pass; asked to try again, for them as well', () => {
  const photo: Item = {
    ...item(1),
    command: 'chat:send',
    ask: { id: uuid(1), room: 'umum', text: '' },
    cards: [{ id: uuid(9), name: 'a', mime: '', size: 1 }],
  };
  const { box, did } = play([[0, LEADS], [0, { is: 'written', item: photo }], [0, written(2)], [1, saved(2)]]); // prettier-ignore
  expect(sent(did)).toEqual(ids(2));
  const brought = play([[5, { is: 'brought', id: uuid(1) }]], box);
  expect(sent(brought.did)).toEqual(ids(1));
  const failed = play([[6, no(1, 'no_such_file')], [7, { is: 'retry', id: uuid(1) }]], brought.box); // prettier-ignore
  expect(sent(failed.did)).toEqual([]);
  expect(sent(play([[9, { is: 'brought', id: uuid(1) }]], failed.box).did)).toEqual(ids(1));
});
