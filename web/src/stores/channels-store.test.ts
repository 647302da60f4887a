import { beforeEach, expect, test } from 'vitest';
import type { VoiceOffer } from '../lib/wire';
import { BoardStore } from './board-store.svelte';
import { card, FakeConsole } from './fake-console';
import { settled } from './fake-ports';

let it: FakeConsole;

beforeEach(() => {
  it = new FakeConsole();
});

test('nothing is joined that nobody listens to; what is listened to is, and left again', async () => {
  expect(it.joined).toEqual([]);
  it.board.listen('b', true);
  await settled();
  expect([it.joined, it.present.at(-1)]).toEqual([['b'], true]);
  it.board.listen('b', false);
  expect([it.hub.said.at(-1), it.lines[0]?.ended, it.left, it.present.at(-1)]).toEqual([
    ['voice:leave', { voice: 'v-b' }],
    true,
    ['b'],
    false,
  ]);
});

test('each channel is mixed as the board says', async () => {
  await it.up('a');
  it.board.listen('b', true);
  await settled();
  expect(it.lines[0]?.mixed).toEqual({ gain: 1, pan: -1, device: '' });
  it.board.select('b');
  expect(it.lines.map((line) => line.mixed.pan)).toEqual([1, -1]);
  it.board.hush(true);
  expect(it.lines.map((line) => line.mixed.gain)).toEqual([0, 1]);
});

test('back after the link was lost: all are taken up, and what the hub forgot is joined again', async () => {
  await it.up('a', 'b');
  it.hub.said.length = 0;
  it.channels.linked(true);
  await settled();
  expect(it.hub.said.map(([name, ask]) => [name, (ask as VoiceOffer).voice])).toEqual([
    ['voice:offer', 'v-a'],
    ['voice:offer', 'v-b'],
  ]);
  it.hub.answers['voice:offer'] = { ok: false, code: 'no_such_voice' };
  it.channels.linked(true);
  await settled();
  it.clock.wind(500);
  await settled();
  expect(it.joined).toEqual(['a', 'b']);
});

test('moved to another device it stays there, until it is brought back', async () => {
  await it.up('a');
  it.channels.live({ room: 'a', kind: 'voice', body: { voice: 'v-a', why: 'elsewhere' } });
  it.hub.said.length = 0;
  it.channels.linked(true);
  it.clock.wind(60_000);
  await settled();
  expect(it.joined).toEqual([]);
  it.channels.bring('a');
  await settled();
  expect(it.joined).toEqual(['a']);
});

test('what took it has left: it is joined again, without a press', async () => {
  await it.up('a');
  it.channels.live({ room: 'a', kind: 'voice', body: { voice: 'v-a', why: 'elsewhere' } });
  it.hub.said.length = 0;
  it.channels.live({ room: 'a', kind: 'voice', body: { voice: 'v-z', why: 'freed' } });
  await settled();
  expect(it.joined).toEqual(['a']);
});

test('what was refused is asked for again when the hub is back', async () => {
  it.hub.full = 'a';
  it.board.select('a');
  await settled();
  expect(it.channels.channel('a')?.voice.now).toMatchObject({ at: 'refused', code: 'room_full' });
  it.hub.full = '';
  it.channels.linked(false);
  await settled();
  expect(it.channels.channel('a')?.voice.now.at).toBe('in');
});

test('a room that is taken from me is left; while no rooms are known none is', async () => {
  await it.up('a', 'b');
  it.about.rooms = null;
  it.channels.follow();
  expect(it.left).toEqual([]);
  it.about.rooms = [card('b')];
  it.channels.follow();
  expect([it.left, it.channels.selected.map((one) => one.room)]).toEqual([['a'], ['b']]);
});

test('the board is remembered for each post', async () => {
  await it.up('a');
  const again = new BoardStore(it.keep);
  again.open('operator');
  expect(again.now.focus).toBe('a');
  again.open('walikota');
  expect(again.now.focus).toBeNull();
});
