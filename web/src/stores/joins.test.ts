import { beforeEach, expect, test } from 'vitest';
import { BURST, EVERY_MS } from '../lib/pace';
import type { VoiceAnswer, VoiceJoined } from '../lib/wire';
import { FakeClock, FakeHub, FakeTones, settled } from './fake-ports';
import { Joins } from './joins';
import { OneVoice } from './one-voice';

let hub: FakeHub;
let clock: FakeClock;
let joins: Joins;
let urgent: string;

beforeEach(() => {
  hub = new FakeHub();
  clock = new FakeClock();
  urgent = '';
  joins = new Joins(hub, clock, (room) => (room === urgent ? 0 : 1));
  hub.answers['voice:join'] = { ok: true, voice: 'v' } as VoiceJoined;
});

const join = (room: string): Promise<string> =>
  joins.command('voice:join', { room, sdp: '' }).then((reply) => (reply.ok ? 'in' : reply.code));
const joined = (): string[] => hub.said.map(([, ask]) => (ask as { room: string }).room);

async function many(n: number): Promise<{ replies: Promise<string>[] }> {
  const replies = Array.from({ length: n }, (_, one) => join(`r${one}`));
  await settled();
  return { replies };
}

test('a handful at once, the others one by one', async () => {
  await many(BURST + 2);
  expect(joined()).toHaveLength(BURST);
  clock.wind(EVERY_MS);
  await settled();
  expect(joined()).toHaveLength(BURST + 1);
  clock.wind(EVERY_MS);
  await settled();
  expect(joined()).toHaveLength(BURST + 2);
});

test('of those that wait the most wanted goes first', async () => {
  await many(BURST + 3);
  urgent = `r${BURST + 2}`;
  clock.wind(EVERY_MS);
  await settled();
  expect(joined().at(-1)).toBe(urgent);
});

test('what is not wanted any more is not asked for', async () => {
  const { replies } = await many(BURST + 2);
  joins.drop(`r${BURST}`);
  expect(await replies[BURST]).toBe('unreachable');
  clock.wind(EVERY_MS);
  await settled();
  expect(joined().at(-1)).toBe(`r${BURST + 1}`);
});

test('called anew while it waits, a room is joined once', async () => {
  await many(BURST);
  const before = join('x');
  const after = join('x');
  clock.wind(10 * EVERY_MS);
  expect([await before, await after]).toEqual(['unreachable', 'in']);
  expect(joined().filter((room) => room === 'x')).toHaveLength(1);
});

test('refused for asking too often, it asks again when it was told to', async () => {
  hub.answers['voice:join'] = { ok: false, code: 'rate_limited', retry_after_s: 1.5 };
  const reply = join('a');
  await settled();
  expect(joined()).toEqual(['a']);
  hub.answers['voice:join'] = { ok: true, voice: 'v' } as VoiceJoined;
  clock.wind(1_499);
  await settled();
  expect(joined()).toEqual(['a']);
  clock.wind(1);
  expect(await reply).toBe('in');
});

test('everything else goes through at once', async () => {
  hub.answers['voice:offer'] = { ok: true, sdp: 'answer' } as VoiceAnswer;
  await many(BURST + 1);
  expect((await joins.command('voice:offer', { voice: 'v', sdp: '' })).ok).toBe(true);
});

test('a permit for several channels sounds once, and all of them wait for its end', async () => {
  const tones = new FakeTones();
  const one = new OneVoice(tones, () => false);
  const ends: string[] = [];
  void one.play('permit').then(() => ends.push('a'));
  void one.play('permit').then(() => ends.push('b'));
  await settled();
  expect([tones.heard, ends]).toEqual([['permit'], []]);
  await tones.end();
  expect(ends).toEqual(['a', 'b']);
});

test('on the air nothing sounds but that it ends soon, and nobody waits for it', async () => {
  const tones = new FakeTones();
  await new OneVoice(tones, () => true).play('permit');
  expect(tones.heard).toEqual([]);
  void new OneVoice(tones, () => true).play('warning');
  expect(tones.heard).toEqual(['warning']);
});
