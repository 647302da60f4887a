import { expect, test } from 'vitest';
import {
  add,
  change,
  EMPTY,
  heldEvery_ms,
  kept,
  listen,
  mix,
  remembered,
  select,
  SELECTED_MAX,
  silenced,
  those,
  wish,
  type Board,
} from './channels';

type Move = (board: Board) => Board;

const sel =
  (room: string): Move =>
  (board) =>
    select(board, room);
const also =
  (room: string): Move =>
  (board) =>
    add(board, room);
const hear =
  (room: string, on = true): Move =>
  (board) =>
    listen(board, room, on);
const play = (...moves: Move[]): Board => moves.reduce((board, move) => move(board), EMPTY);
const state = (board: Board): string => ['a', 'b', 'c'].map((room) => wish(board, room).listen.charAt(0)).join('');

test.each<[string, Move[], string, string | null]>([
  ['nothing is heard at first', [], 'ooo', null],
  ['one is chosen', [sel('a')], 'soo', 'a'],
  ['another one: the first is still heard', [sel('a'), sel('b')], 'mso', 'b'],
  ['chosen twice', [sel('a'), sel('a')], 'soo', 'a'],
  ['two at once', [sel('a'), also('b')], 'sso', 'b'],
  ['one of two is let go: heard, and the other has the chat', [sel('a'), also('b'), also('b')], 'smo', 'a'],
  ['choosing one lets go of the others', [sel('a'), also('b'), sel('c')], 'mms', 'c'],
  ['heard only', [hear('a')], 'moo', null],
  ['to hear what is chosen changes nothing', [sel('a'), hear('a')], 'soo', 'a'],
  ['left, though it was chosen', [sel('a'), also('b'), hear('b', false)], 'soo', 'a'],
])('%s', (_, moves, states, focus) => {
  const board = play(...moves);
  expect([state(board), board.focus]).toEqual([states, focus]);
});

test('so many can be chosen, and no more', () => {
  const all = Array.from({ length: SELECTED_MAX + 3 }, (_, n) => also(`room ${n}`));
  expect(those(play(...all), 'selected')).toHaveLength(SELECTED_MAX);
});

test('chosen: left and full; heard: right and 12 dB down; off: nothing', () => {
  const board = play(sel('a'), hear('b'));
  expect(mix(board, 'a')).toEqual({ gain: 1, pan: -1, device: '' });
  expect(20 * Math.log10(mix(board, 'b').gain)).toBeCloseTo(-12, 1);
  expect([mix(board, 'b').pan, mix(board, 'c').gain]).toEqual([1, 0]);
  expect(mix({ ...board, split: false }, 'b').pan).toBe(0);
  const two = { ...board, second: 'desk' };
  expect([mix(two, 'a'), mix(two, 'b')]).toMatchObject([
    { pan: 0, device: '' },
    { pan: 0, device: 'desk' },
  ]);
});

test.each<[string, Move[], string]>([
  ['all that is listened to', [], 'ab'],
  ['solo silences the rest', [(b) => change(b, 'b', { solo: true })], 'b'],
  ['muted', [(b) => change(b, 'a', { muted: true })], 'b'],
  ['muted counts more than solo', [(b) => change(b, 'a', { muted: true, solo: true })], ''],
  ['hushed: only what is chosen', [(b) => ({ ...b, hush: true })], 'a'],
  ['the solo of a channel that is off silences nobody', [(b) => change(b, 'c', { solo: true })], 'ab'],
  ['leaving a channel takes its solo back', [(b) => change(b, 'b', { solo: true }), hear('b', false)], 'a'],
])('%s is heard', (_, moves, heard) => {
  const board = play(sel('a'), hear('b'), ...moves);
  const loud = ['a', 'b', 'c'].filter((room) => mix(board, room).gain > 0);
  expect(loud.join('')).toBe(heard);
  for (const room of ['a', 'b', 'c']) {
    expect(silenced(board, room)).toBe(wish(board, room).listen !== 'off' && !loud.includes(room));
  }
});

test('half way down the fader is a quarter of the amplitude', () => {
  expect(mix(change(play(sel('a')), 'a', { volume: 0.5 }), 'a').gain).toBe(0.25);
});

test('what is wished outlives the page; solo and hush do not', () => {
  const board = play(
    sel('a'),
    hear('b'),
    (b) => change(b, 'b', { volume: 0.3, muted: true, solo: true }),
    (b) => ({ ...b, hush: true, split: false }),
  );
  const again = remembered(kept(board));
  expect([state(again), again.focus, again.split, again.hush]).toEqual(['smo', 'a', false, false]);
  expect(wish(again, 'b')).toEqual({ listen: 'monitored', volume: 0.3, muted: true, solo: false });
});

test.each([null, '', '7', '[]', 'no JSON', '{"wishes":[null,5,{"room":4},{"room":"a","listen":"loud","volume":9}],"focus":3}'])(
  'kept words that are no board: %s',
  (text) => {
    expect([state(remembered(text)), remembered(text).focus, wish(remembered(text), 'a').volume]).toEqual(['ooo', null, 1]);
  },
);

test('the hub hears of each held key before it gives up, and of all no more than it takes', () => {
  for (let keys = 1; keys <= SELECTED_MAX; keys += 1) {
    expect(heldEvery_ms(keys)).toBeLessThan(800 - 200);
    expect((keys * 1_000) / heldEvery_ms(keys)).toBeLessThanOrEqual(18);
  }
});
