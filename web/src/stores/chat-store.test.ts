import { beforeEach, expect, test } from 'vitest';
import { log, said, STREAM } from '../lib/chat-samples';
import type { Event, Hello, StreamJoined } from '../lib/wire';
import { ChatStore } from './chat-store.svelte';
import { FakeClock, FakeDurable, FakeHub, settled } from './fake-ports';
import type { RoomChat } from './room-chat.svelte';

const ME = { id: 'dishub', agency: 'Dinas', agency_short: 'Dishub', post: 'Kepala', role: 'head' as const };

function hello(...streams: Hello['streams']): Hello {
  return {
    time_ms: 0,
    version: '',
    me: ME,
    people: [],
    rooms: [],
    talk_limit_s: 60,
    streams,
    online: [],
    storage_ok: true,
    all_call: { talker: null, since_ms: null },
    may_call_all: false,
  };
}

const head = (id: string, more: Partial<Hello['streams'][number]> = {}): Hello['streams'][number] => ({
  id,
  head: 0,
  read: 0,
  unread: 0,
  ...more,
});

const page = (events: readonly Event[], more: Partial<StreamJoined> = {}): StreamJoined => ({
  ok: true,
  events: [...events],
  more: false,
  head: events.at(-1)?.seq ?? 0,
  ...more,
});

let hub: FakeHub;
let clock: FakeClock;
let durable: FakeDurable;
let chat: ChatStore;
let tones: number;
let air: boolean;

beforeEach(() => {
  hub = new FakeHub();
  clock = new FakeClock();
  durable = new FakeDurable();
  tones = 0;
  air = false;
  chat = new ChatStore(hub, clock, {
    now_ms: () => 0,
    seen: () => true,
    on_air: () => air,
    tone: () => {
      tones += 1;
    },
    grown: () => undefined,
  });
  chat.open(durable, 'dishub');
});

const umum = (): RoomChat => {
  const room = chat.room('umum');
  if (!room) throw new Error('no such room');
  return room;
};
const texts = (): string[] => umum().stream.thread.messages.map((one) => one.text);
const asked = (name: string): unknown[] => hub.said.filter(([said]) => said === name).map(([, ask]) => ask);

async function greeted(...streams: Hello['streams']): Promise<void> {
  chat.hello(hello(...streams));
  await settled();
}

test('each room is asked for from where it was kept, the one on the screen first; other streams are not ours', async () => {
  durable.kept.set('room:kritikal', log(3));
  chat.look('kritikal');
  await greeted(head(STREAM), head('room:kritikal'), head('person:dishub'));
  expect(asked('stream:join')).toEqual([
    { stream: 'room:kritikal', after: 3, last: said(3).id },
    { stream: STREAM, after: null, last: null },
  ]);
});

test('a thousand missed events: one change, well under a second, and kept', async () => {
  durable.kept.set(STREAM, log(1));
  hub.answers['stream:join'] = page(log(1_001).slice(1));
  const start = performance.now();
  await greeted(head(STREAM, { head: 1_001, unread: 1_000 }));
  expect(texts()).toHaveLength(1_001);
  expect(performance.now() - start).toBeLessThan(500);
  expect(durable.kept.get(STREAM)).toHaveLength(1_001);
});

test('events in a row are taken together, those before the answer as well', async () => {
  hub.answers['stream:join'] = page([said(1), said(2)]);
  chat.hello(hello(head(STREAM)));
  chat.event(said(2));
  chat.event(said(3));
  clock.wind(16);
  await settled();
  expect(texts()).toEqual(['m1', 'm2', 'm3']);
});

test('an event of a kind we do not know is passed over, and what follows is shown', async () => {
  hub.answers['stream:join'] = page([said(1)]);
  await greeted(head(STREAM));
  chat.event({ ...said(2), kind: 'poll', body: {} } as unknown as Event);
  chat.event({ ...said(3), stream: 'board' });
  chat.event(said(3));
  clock.wind(16);
  expect([texts(), umum().stream.now.at]).toEqual([['m1', 'm3'], 3]);
});

test('what is new is counted until it is seen; the mark is told once a second, and again after a loss', async () => {
  hub.answers['stream:join'] = page([said(1), said(2), said(3)], { reads: { bpbd: 2 } });
  await greeted(head(STREAM, { head: 3, read: 1, unread: 2 }));
  expect([umum().unread, umum().reads]).toEqual([2, { bpbd: 2 }]);
  chat.look('umum');
  expect(umum().fresh).toBe(1);
  umum().see(2);
  umum().see(3);
  expect(umum().unread).toBe(0);
  clock.wind(1_000);
  await settled();
  expect(asked('stream:read')).toEqual([{ stream: STREAM, seq: 3 }]); // Nobody answered.
  await greeted(head(STREAM, { head: 3, read: 1, unread: 2 }));
  clock.wind(1_000);
  expect(asked('stream:read')).toHaveLength(2);
  expect(umum().unread).toBe(0);
});

test('read on another device of mine is read here', async () => {
  hub.answers['stream:join'] = page([said(1)]);
  await greeted(head(STREAM, { head: 1, unread: 1 }));
  chat.live({ room: 'umum', kind: 'reads', body: { reads: { dishub: 1 } } });
  expect(umum().unread).toBe(0);
});

test('who writes, all but me, until the link goes', async () => {
  await greeted(head(STREAM));
  chat.live({ room: 'umum', kind: 'typing', body: { who: ['bpbd', 'dishub'] } });
  expect(umum().typing).toEqual(['bpbd']);
  chat.down();
  expect(umum().typing).toEqual([]);
});

test('I am writing: said at most every three seconds', async () => {
  await greeted(head(STREAM));
  for (let turn = 0; turn < 5; turn += 1) {
    umum().write();
    clock.wind(1_000);
  }
  expect(asked('chat:typing')).toHaveLength(2);
});

test('a tone for what is out of sight, none on the air and none for what is looked at', async () => {
  hub.answers['stream:join'] = page([]);
  await greeted(head(STREAM));
  const comes = (seq: number): void => {
    chat.event({ ...said(seq), at_ms: 0 });
    clock.wind(10_000);
  };
  comes(1);
  expect(tones).toBe(1);
  air = true;
  comes(2);
  air = false;
  chat.look('umum');
  comes(3);
  expect(tones).toBe(1);
});

test('a room that is no longer mine is forgotten, here and on the device', async () => {
  durable.kept.set(STREAM, log(2));
  await greeted(head(STREAM));
  await greeted();
  expect([chat.room('umum'), durable.kept.size]).toEqual([null, 0]);
});

test('a room that is new is joined when it is told of', async () => {
  await greeted();
  const card = { id: 'baru', name: 'Baru', mode: 'ptt' as const, members: 2, here: 0, talker: null };
  chat.live({ room: '', kind: 'rooms', body: { rooms: [card] } });
  await settled();
  expect(asked('stream:join')).toEqual([{ stream: 'room:baru', after: null, last: null }]);
});

test('older messages are loaded until the place asked for is here', async () => {
  hub.answers['stream:join'] = page([said(9), said(10)]);
  await greeted(head(STREAM, { head: 10 }));
  hub.answers['stream:before'] = { ok: true, events: log(8).slice(4), more: true };
  expect(await umum().stream.reach(5)).toBe(true);
  hub.answers['stream:before'] = { ok: false, code: 'rate_limited', retry_after_s: 1 };
  let found: boolean | null = null;
  void umum()
    .stream.reach(1)
    .then((it) => {
      found = it;
    });
  await settled();
  hub.answers['stream:before'] = { ok: true, events: [...log(4)], more: false };
  clock.wind(400);
  await settled();
  expect([found, texts()[0]]).toEqual([true, 'm1']);
  expect(await umum().stream.reach(0)).toBe(false);
});
