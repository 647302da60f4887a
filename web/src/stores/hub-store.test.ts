import { expect, test } from 'vitest';
import type { Hello } from '../lib/wire';
import { FakeClock, FakeHub } from './fake-ports';
import { HubStore } from './hub-store.svelte';

const ME = { id: 'dishub', agency: 'Dinas', agency_short: 'Dishub', post: 'Kepala', role: 'head' as const };
const ROOM = { id: 'umum', name: 'Umum', mode: 'ptt' as const, members: 3, here: 2, talker: 'bpbd' };
const HELLO: Hello = {
  time_ms: 5_000,
  version: '1',
  me: ME,
  people: [],
  rooms: [ROOM],
  talk_limit_s: 60,
  streams: [],
  online: ['bpbd'],
  storage_ok: false,
  all_call: { talker: null, since_ms: null },
  may_call_all: false,
};

const made = (): HubStore => new HubStore(new FakeHub(), new FakeClock());

test('what this device remembers says which rooms there are, and nothing of who is in them', () => {
  const hub = made();
  hub.restore(HELLO);
  expect(hub.rooms).toEqual([{ ...ROOM, here: 0, talker: null }]);
  expect([hub.me?.id, hub.up, hub.online.size, hub.storage_ok]).toEqual(['dishub', false, 0, true]);
});

test('once the hub has spoken, memory is silent', () => {
  const hub = made();
  hub.hello(HELLO);
  hub.restore({ ...HELLO, rooms: [] });
  expect([hub.rooms, hub.storage_ok]).toEqual([[ROOM], false]);
});

test('who is there comes and goes; the store is well again', () => {
  const hub = made();
  hub.hello(HELLO);
  hub.live({ room: '', kind: 'presence', body: { came: ['dinkes'], went: ['bpbd'] } });
  hub.live({ room: '', kind: 'storage', body: { ok: true } });
  expect([[...hub.online], hub.storage_ok]).toEqual([['dinkes'], true]);
});

test('who signs in after another has signed out is connected for the first time, not again', () => {
  const clock = new FakeClock();
  const hub = new HubStore(new FakeHub(), clock);
  hub.hello(HELLO);
  hub.down();
  hub.forget();
  clock.wind(60_000);
  hub.hello(HELLO);
  expect(hub.link).toEqual({ at: 'up', back_ms: null });
});

test('signed out, nothing of the post is left', () => {
  const hub = made();
  hub.hello(HELLO);
  hub.forget();
  expect([hub.me, hub.rooms]).toEqual([null, null]);
});
