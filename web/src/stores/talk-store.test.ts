import { beforeEach, expect, test } from 'vitest';
import { FakeClock, FakeHub, FakeMic, FakeTones, settled } from './fake-ports';
import { MicStore } from './mic-store.svelte';
import { PttStore } from './ptt-store.svelte';
import { SwitchStore } from './switch-store.svelte';
import { TalkStore, type Place } from './talk-store.svelte';

const GRANTED = { ok: true, state: 'granted', until_ms: 60_000 } as const;

let hub: FakeHub;
let clock: FakeClock;
let port: FakeMic;
let tones: FakeTones;
let place: Place | null;
let gone: number;
let mic: MicStore;
let ptt: PttStore;
let mic_switch: SwitchStore;
let talk: TalkStore;

beforeEach(() => {
  hub = new FakeHub();
  clock = new FakeClock();
  port = new FakeMic();
  port.asks = false;
  tones = new FakeTones();
  place = { mode: 'ptt', voice: 'v1' };
  gone = 0;
  const ongone = (): void => {
    gone += 1;
  };
  mic = new MicStore(
    port,
    () => '',
    () => {
      talk.lost();
    },
  );
  ptt = new PttStore(hub, port, tones, clock, ongone);
  mic_switch = new SwitchStore(hub, port, tones, clock, ongone);
  talk = new TalkStore(mic, ptt, mic_switch, () => place);
  hub.answers['ptt:request'] = GRANTED;
  hub.answers['ptt:held'] = { ok: true };
  hub.answers['mic:set'] = { ok: true };
});

async function press(): Promise<void> {
  await talk.down();
  await settled();
}

test('ask, tone, then the microphone; shut before the hub is told', async () => {
  await press();
  expect([tones.heard, port.on]).toEqual([['permit'], false]);
  await tones.end();
  expect([ptt.now.at, port.on]).toEqual(['onair', true]);
  talk.up();
  expect(port.on).toBe(false);
  expect(hub.said).toEqual([
    ['ptt:request', { voice: 'v1', request: 1 }],
    ['ptt:release', { voice: 'v1', request: 1 }],
  ]);
});

test('held is said five times a second, from the press to the release', async () => {
  await press();
  clock.wind(1_000);
  talk.up();
  clock.wind(1_000);
  expect(hub.names.filter((name) => name === 'ptt:held')).toHaveLength(5);
});

test('a hub that answers keeps the talk, one that falls silent ends it', async () => {
  await press();
  await tones.end();
  for (let turn = 0; turn < 20; turn += 1) {
    clock.wind(200);
    await settled();
  }
  expect([ptt.now.at, port.on]).toEqual(['onair', true]);

  delete hub.answers['ptt:held'];
  clock.wind(2_000);
  expect(port.on).toBe(true);
  clock.wind(200);
  expect([ptt.now, port.on]).toEqual([{ at: 'refused', code: 'not_held', held: true, press: 1 }, false]);
});

test('ten seconds before the time-out whoever talks hears it coming, once, and not after he has let go', async () => {
  const on = async (seconds: number): Promise<void> => {
    for (let turn = 0; turn < seconds; turn += 1) {
      clock.wind(1_000);
      await settled();
    }
  };
  await press();
  await tones.end();
  await on(49);
  expect(tones.heard).toEqual(['permit']);
  await on(9);
  expect(tones.heard).toEqual(['permit', 'warning']);
  talk.up();

  await press();
  await tones.end();
  await on(20);
  talk.up();
  await on(60);
  expect(tones.heard).toEqual(['permit', 'warning', 'permit']);
});

test('the first press asks why, and answering the question keys nobody', async () => {
  port.asks = true;
  await press();
  expect([mic.sheet, ptt.now.at]).toEqual(['why', 'idle']);
  await mic.take();
  expect([mic.sheet, ptt.now.at, hub.said]).toEqual(['closed', 'idle', []]);
  talk.up();
  await press();
  expect(hub.names).toEqual(['ptt:request']);
});

test('let go while the microphone is on its way: nothing is asked', async () => {
  const pressing = talk.down();
  talk.up();
  await pressing;
  await settled();
  expect([hub.said, port.on]).toEqual([[], false]);
});

test('a refused microphone explains itself at each press', async () => {
  port.asks = true;
  await press();
  port.given = 'denied';
  await mic.take();
  mic.close();
  await press();
  expect([mic.trouble, mic.sheet, ptt.now.at]).toEqual(['denied', 'trouble', 'idle']);
});

test('a microphone that is pulled out ends the talk', async () => {
  await press();
  await tones.end();
  port.lose();
  expect([ptt.now.at, port.on, mic.taken]).toEqual(['idle', false, false]);
  expect(hub.names.at(-1)).toBe('ptt:release');
});

test('taken back by the hub: shut, low tone, the reason stays to be read', async () => {
  await press();
  await tones.end();
  ptt.news({ voice: 'v1', request: 1, state: 'ended', code: 'time_out' });
  expect([port.on, tones.heard.at(-1), ptt.now]).toEqual([false, 'refused', { at: 'refused', code: 'time_out', held: true, press: 1 }]);
  talk.up();
  clock.wind(5_000);
  expect(ptt.now.at).toBe('idle');
});

test('news of an earlier voice keys nobody', async () => {
  hub.answers['ptt:request'] = { ok: true, state: 'queued', talker: 'bpbd', place: 1 } as const;
  await press();
  ptt.news({ voice: 'v0', request: 1, state: 'granted', until_ms: 1 });
  expect(ptt.now.at).toBe('queued');
});

test('a voice the hub does not know is reported', async () => {
  hub.answers['ptt:request'] = { ok: false, code: 'no_such_voice' };
  await press();
  expect([gone, ptt.now.at]).toEqual([1, 'refused']);
});

test('where nobody may talk a press does nothing', async () => {
  place = null;
  await press();
  expect([hub.said, mic.sheet]).toEqual([[], 'closed']);
});

test('open room: a tap leaves it open, the lost window does not shut it, a lost link does', async () => {
  place = { mode: 'open', voice: 'v1' };
  await press();
  talk.up();
  talk.cancel();
  expect(port.on).toBe(true);
  talk.lost();
  expect(port.on).toBe(false);
  expect(hub.said).toEqual([
    ['mic:set', { voice: 'v1', open: true }],
    ['mic:set', { voice: 'v1', open: false }],
  ]);
});

test('open room: a tap that is over before the microphone is there still opens it', async () => {
  place = { mode: 'open', voice: 'v1' };
  const pressing = talk.down();
  talk.up();
  talk.cancel(); // As the browser does after each touch.
  await pressing;
  await settled();
  expect(port.on).toBe(true);
});

test('open room: a hold lasts as long as it is held, and a lost window ends it', async () => {
  place = { mode: 'open', voice: 'v1' };
  await press();
  clock.wind(900);
  expect(port.on).toBe(true);
  talk.cancel();
  expect([port.on, mic_switch.now.at]).toEqual([false, 'shut']);
});
