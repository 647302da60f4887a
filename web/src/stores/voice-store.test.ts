import { beforeEach, expect, test } from 'vitest';
import type { Live, VoiceJoined } from '../lib/wire';
import { FREE } from '../lib/moderation';
import { FakeCaller, FakeClock, FakeHub, settled } from './fake-ports';
import { VoiceStore } from './voice-store.svelte';

const JOINED: VoiceJoined = {
  ok: true,
  voice: 'v1',
  sdp: 'answer',
  state: {
    room: { id: 'umum', name: 'Umum', mode: 'ptt', members: 3, here: 1, talker: null },
    participants: [],
    floor: { talker: null, since_ms: null, until_ms: null, queue: [] },
    moderation: FREE,
    leads: false,
  },
};

let hub: FakeHub;
let clock: FakeClock;
let caller: FakeCaller;
let voice: VoiceStore;
let did: string[];

beforeEach(async () => {
  hub = new FakeHub();
  clock = new FakeClock();
  caller = new FakeCaller();
  did = [];
  voice = new VoiceStore(hub, caller, clock, {
    hush: () => did.push('hush'),
    present: () => undefined,
    over: () => did.push('over'),
  });
  hub.answers['voice:join'] = JOINED;
  hub.answers['voice:offer'] = { ok: true, sdp: 'answer', state: JOINED.state };
  voice.join('umum');
  await settled();
});

const ended = (why: 'elsewhere' | 'restarted', id = 'v1'): Live => ({ room: 'umum', kind: 'voice', body: { voice: id, why } });

test('joins with an offer, and has the room as it is', () => {
  expect(hub.said).toEqual([['voice:join', { room: 'umum', sdp: 'offer 1' }]]);
  expect([voice.id, voice.room?.id]).toEqual(['v1', 'umum']);
});

test('weak for two seconds: ICE is restarted on the same connection', async () => {
  caller.last.path('up');
  caller.last.path('weak');
  clock.wind(1_999);
  expect(hub.names).toEqual(['voice:join']);
  clock.wind(1);
  await settled();
  expect(hub.said.at(-1)).toEqual(['voice:offer', { voice: 'v1', sdp: 'offer 2' }]);
  expect(caller.calls).toHaveLength(1);
});

test('weak, and well again in time: nothing', () => {
  caller.last.path('weak');
  clock.wind(1_000);
  caller.last.path('up');
  clock.wind(5_000);
  expect(hub.names).toEqual(['voice:join']);
});

test('a new media worker: hushed at once, a new connection within half a second', async () => {
  voice.live(ended('restarted'));
  expect([did, caller.last.closed, voice.now.at]).toEqual([['hush'], true, 'away']);
  clock.wind(250);
  await settled();
  expect([caller.calls.length, voice.now.at]).toEqual([2, 'in']);
});

test('the link is back: the voice is taken up on the same connection, and the room is as it is now', async () => {
  hub.answers['voice:offer'] = { ok: true, sdp: 'answer', state: { ...JOINED.state, leads: true } };
  caller.last.path('up');
  voice.feed({ is: 'link_back' });
  expect([did, voice.now]).toEqual([['hush'], { at: 'in', room: 'umum', voice: 'v1', path: 'up', back: true }]);
  await settled();
  expect(hub.said.at(-1)).toEqual(['voice:offer', { voice: 'v1', sdp: 'offer 2' }]);
  expect(voice.now).toMatchObject({ at: 'in', back: false });
  expect([voice.room?.leads, caller.calls.length]).toEqual([true, 1]);
});

test('no answer while the link is back: asked again, and heard until then', async () => {
  delete hub.answers['voice:offer'];
  voice.feed({ is: 'link_back' });
  await settled();
  hub.answers['voice:offer'] = { ok: true, sdp: 'answer', state: JOINED.state };
  clock.wind(6_000);
  await settled();
  expect([hub.names, caller.last.closed]).toEqual([['voice:join', 'voice:offer', 'voice:offer'], false]);
  expect(voice.now).toMatchObject({ at: 'in', back: false });
});

test('offered twice at once: the second answer counts', async () => {
  voice.feed({ is: 'link_back' });
  voice.feed({ is: 'network' });
  await settled();
  expect(hub.said.slice(1).map(([, ask]) => (ask as { sdp: string }).sdp)).toEqual(['offer 2', 'offer 3']);
  expect(caller.last.accepted).toEqual(['answer', 'answer']); // To the join, and to the last offer.
  expect(voice.now).toMatchObject({ at: 'in', back: false });
});

test('who leaves while the voice is taken up hears nothing more', async () => {
  voice.feed({ is: 'link_back' });
  voice.leave();
  expect(caller.last.closed).toBe(true);
  await settled();
  expect(voice.now.at).toBe('out');
});

test('the restart of a voice the hub forgot asks for the place anew', async () => {
  hub.answers['voice:offer'] = { ok: false, code: 'no_such_voice' };
  voice.feed({ is: 'network' });
  await settled();
  expect(voice.now.at).toBe('away');
});

test('moved to another device: silent here, and it stays there', async () => {
  voice.live(ended('elsewhere'));
  voice.feed({ is: 'link_back' });
  clock.wind(60_000);
  await settled();
  expect([voice.now.at, caller.calls.length, voice.room]).toEqual(['elsewhere', 1, null]);
});

test('an answer that comes after leaving gives the place back', async () => {
  voice.leave();
  voice.join('umum');
  voice.leave();
  await settled();
  expect(voice.now.at).toBe('out');
  expect(hub.names).toEqual(['voice:join', 'voice:leave', 'voice:join', 'voice:leave']);
});

test('the end of someone’s talk is heard', () => {
  const floor = (talker: string | null): Live => ({
    room: 'umum',
    kind: 'floor',
    body: { floor: { talker, since_ms: 0, until_ms: null, queue: [] } },
  });
  voice.live(floor('bpbd'));
  voice.live(floor(null));
  expect(did).toEqual(['over']);
});

test('whoever saves data says so with each offer, and a console that it shows levels', async () => {
  const said = (last: unknown): void => {
    expect(hub.said.at(-1)?.[1]).toEqual(last);
  };
  const desk = new VoiceStore(hub, caller, clock, {
    hush: () => undefined,
    present: () => undefined,
    over: () => undefined,
    saver: () => wish,
    meters: true,
  });
  let wish = true;
  desk.join('umum');
  await settled();
  said({ room: 'umum', sdp: 'offer 1', saver: true, meters: true });
  desk.feed({ is: 'network' });
  await settled();
  said({ voice: 'v1', sdp: 'offer 2', saver: true });
  wish = false;
  desk.feed({ is: 'network' });
  await settled();
  said({ voice: 'v1', sdp: 'offer 3' });
});
