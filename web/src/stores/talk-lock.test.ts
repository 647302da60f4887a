import { beforeEach, expect, test } from 'vitest';
import { FakeClock, FakeHub, FakeMic, FakeTones, settled } from './fake-ports';
import { MicStore } from './mic-store.svelte';
import { PttStore } from './ptt-store.svelte';
import { SwitchStore } from './switch-store.svelte';
import { TalkStore, type Place } from './talk-store.svelte';

const NONE = (): undefined => undefined;

let hub: FakeHub;
let clock: FakeClock;
let port: FakeMic;
let tones: FakeTones;
let place: Place | null;
let mic: MicStore;
let ptt: PttStore;
let talk: TalkStore;

beforeEach(() => {
  hub = new FakeHub();
  clock = new FakeClock();
  port = new FakeMic();
  port.asks = false;
  tones = new FakeTones();
  place = { mode: 'ptt', voice: 'v1' };
  mic = new MicStore(port, () => '', NONE);
  ptt = new PttStore(hub, port, tones, clock, NONE);
  const mic_switch = new SwitchStore(hub, port, tones, clock, NONE);
  talk = new TalkStore(mic, ptt, mic_switch, () => place, { clock, talk_ms: () => 30_000 });
  hub.answers['ptt:request'] = { ok: true, state: 'granted', until_ms: 60_000 };
  hub.answers['ptt:held'] = { ok: true };
  hub.answers['mic:set'] = { ok: true };
});

async function lockOnAir(): Promise<void> {
  talk.lock();
  talk.up(); // Of the key that went down to lock it.
  await settled();
  await tones.end();
}

test('a locked key talks on without a hand, and the next press ends it', async () => {
  await lockOnAir();
  expect([talk.locked, ptt.now.at, port.on]).toEqual([true, 'onair', true]);
  await talk.down();
  expect([talk.locked, ptt.now.at, port.on]).toEqual([false, 'idle', false]);
  talk.up();
  expect(hub.names.filter((name) => name === 'ptt:release')).toHaveLength(1);
});

test('a key held already is locked where it stands, and locking it again lets go', async () => {
  await talk.down();
  await settled();
  await tones.end();
  talk.lock();
  talk.up();
  expect([talk.locked, port.on]).toEqual([true, true]);
  talk.lock();
  expect([talk.locked, ptt.now.at, port.on]).toEqual([false, 'idle', false]);
});

test.each<[string, () => void]>([
  [
    'the window goes, or is hidden',
    () => {
      talk.cancel();
    },
  ],
  [
    'the link, the voice or the microphone goes',
    () => {
      talk.lost();
    },
  ],
  [
    'the floor is taken back',
    () => {
      ptt.news({ voice: 'v1', request: 1, state: 'ended', code: 'preempted' });
    },
  ],
])('a locked key lets go when %s', async (_, happens) => {
  await lockOnAir();
  happens();
  expect([talk.locked, port.on]).toEqual([false, false]);
  expect(hub.names.filter((name) => name === 'ptt:release')).toHaveLength(1);
});

test('a locked key lets go by itself once a talk may last no longer, and when the hub is deaf', async () => {
  await lockOnAir();
  for (let turn = 0; turn < 154; turn += 1) {
    clock.wind(200);
    await settled();
  }
  expect([talk.locked, port.on]).toEqual([true, true]);
  clock.wind(400);
  expect([talk.locked, port.on]).toEqual([false, false]);

  await lockOnAir();
  delete hub.answers['ptt:held'];
  clock.wind(2_300);
  expect([talk.locked, port.on]).toEqual([false, false]);
});

test('nobody is locked into a queue, a refusal, an open room, or by answering a question', async () => {
  hub.answers['ptt:request'] = { ok: true, state: 'queued', talker: 'b', place: 1 };
  talk.lock();
  await settled();
  expect([talk.locked, ptt.now.at]).toEqual([false, 'idle']);

  hub.answers['ptt:request'] = { ok: false, code: 'muted' };
  talk.lock();
  await settled();
  expect(talk.locked).toBe(false);
  clock.wind(10_000);

  place = { mode: 'open', voice: 'v1' };
  talk.lock();
  await settled();
  expect([talk.locked, port.on]).toEqual([false, false]);

  place = { mode: 'ptt', voice: 'v1' };
  mic.release();
  port.asks = true;
  talk.lock();
  await settled();
  expect([talk.locked, mic.sheet, ptt.now.at]).toEqual([false, 'why', 'idle']);
});
