import { beforeEach, expect, test } from 'vitest';
import { item, uuid } from '../lib/chat-samples';
import type { Item } from '../lib/outbox';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { Receipt } from '../lib/wire';
import { FakeClock, FakeDurable, FakeLead, settled } from './fake-ports';
import { OutboxStore } from './outbox-store.svelte';

let clock: FakeClock;
let durable: FakeDurable;
let lead: FakeLead;
let sent: Item[];
let answer: Reply<Receipt>;
let saved: string[];
let box: OutboxStore;
let ids: number;

const RECEIPT: Reply<Receipt> = { ok: true, seq: 7, at_ms: 0 };
const WORDS = { text: 'halo', mentions: [] };

beforeEach(async () => {
  clock = new FakeClock();
  durable = new FakeDurable();
  lead = new FakeLead();
  sent = [];
  saved = [];
  ids = 0;
  answer = UNREACHABLE;
  const port = {
    send: (one: Item): Promise<Reply<Receipt>> => {
      sent.push(one);
      return Promise.resolve(answer);
    },
  };
  box = new OutboxStore(
    port,
    clock,
    () => uuid((ids += 1)),
    (room) => saved.push(room),
  );
  await box.open(durable, lead);
});

test('written, kept on the device, sent again under the same id until it is saved, gone when it is seen', async () => {
  box.write('umum', { text: 'halo', mentions: ['bpbd'] }, uuid(50));
  await settled();
  expect(durable.box.size).toBe(1);
  expect(sent[0]?.ask).toEqual({ id: uuid(1), room: 'umum', text: 'halo', mentions: ['bpbd'], reply_to: uuid(50) });
  answer = RECEIPT;
  clock.wind(3_000);
  await settled();
  expect([sent.map((one) => one.id), saved, box.waiting]).toEqual([[uuid(1), uuid(1)], ['umum'], 0]);
  box.seen('umum', 7);
  expect([box.items, durable.box.size]).toEqual([[], 0]);
});

test('a new page finds what the last one could not send', async () => {
  box.write('umum', WORDS, null);
  await settled();
  const next = new OutboxStore({ send: () => Promise.resolve(RECEIPT) }, clock, () => '', () => undefined); // prettier-ignore
  await next.open(durable, new FakeLead());
  expect(next.items.map((one) => one.id)).toEqual([uuid(1)]);
});

test('a device that keeps nothing: sent all the same, as long as the page is there', async () => {
  durable.full = true;
  box.write('umum', WORDS, null);
  await settled();
  durable.onitems(); // Another page says there is news; ours is not among what is kept.
  await settled();
  expect(box.items).toHaveLength(1);
  answer = RECEIPT;
  box.linked();
  await settled();
  expect([box.waiting, sent.length]).toEqual([0, 2]);
});

test('another page leads: ours only keeps, and takes over when it is looked at', async () => {
  box.close();
  lead = new FakeLead();
  lead.leads = false;
  await box.open(durable, lead);
  box.write('umum', WORDS, null);
  await settled();
  expect([sent, durable.box.size]).toEqual([[], 1]);
  box.looked();
  expect(sent).toHaveLength(1);
});

test('what another page wrote shows here', async () => {
  durable.box.set(uuid(9), item(9));
  durable.onitems();
  await settled();
  expect(box.items.map((one) => one.id)).toEqual([uuid(9)]);
});

test('another post: nothing of the one before is left, and its answers find nobody', async () => {
  box.write('umum', WORDS, null);
  box.close();
  expect(box.items).toEqual([]);
  await box.open(new FakeDurable(), new FakeLead());
  await settled();
  box.linked();
  await settled();
  expect([box.items, sent.length]).toEqual([[], 1]);
  expect(durable.box.size).toBe(1); // Still there for its own post.
});

test('how many went out since the link is back, of those written before', async () => {
  for (let n = 0; n < 3; n += 1) box.write('umum', WORDS, null);
  await settled();
  clock.wind(60_000);
  answer = RECEIPT;
  box.linked();
  await settled();
  box.write('umum', WORDS, null);
  await settled();
  expect(box.delivered).toBe(3);
});

test('a deletion can be called off for five seconds, and is not sent before', async () => {
  answer = RECEIPT;
  box.erase('umum', uuid(50));
  clock.wind(4_999);
  expect(sent).toEqual([]);
  box.drop(uuid(1));
  box.erase('umum', uuid(51));
  clock.wind(5_000);
  await settled();
  expect(sent.map((one) => one.ask)).toEqual([{ id: uuid(2), message: uuid(51) }]);
});
