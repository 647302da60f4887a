import { expect, test } from 'vitest';
import type { Deck } from './deck';
import { SHUT } from './mic-switch';
import { OFF } from './on-air';
import { IDLE, type Ptt } from './ptt';
import { badge, refusal, together, type Badge, type Keyed, type Strip } from './strip';
import { OUT } from './voice';

const IN = { at: 'in', room: 'a', voice: 'v', path: 'up' } as const;
const CALM: Strip = { up: true, listen: 'monitored', voice: IN, ptt: IDLE, mic: SHUT, receiving: false, on_air: OFF };
const ptt = (at: 'onair' | 'permitted' | 'requesting'): Ptt => ({ at, request: 1, until_ms: null });

test.each<[Badge, Partial<Strip>]>([
  ['idle', {}],
  ['rx', { receiving: true }],
  ['off', { listen: 'off', voice: OUT }],
  ['rx', { listen: 'off', voice: OUT, receiving: true }],
  ['off', { listen: 'off', voice: OUT, receiving: true, up: false }],
  ['cut', { up: false, ptt: ptt('onair'), receiving: true }],
  ['joining', { voice: { at: 'joining', room: 'a', again: false } }],
  ['joining', { voice: { at: 'away', room: 'a', again: true } }],
  ['joining', { voice: { ...IN, path: 'weak' }, receiving: true }],
  ['joining', { voice: { ...IN, back: true } }],
  ['elsewhere', { voice: { at: 'elsewhere', room: 'a' } }],
  ['full', { voice: { at: 'refused', room: 'a', code: 'room_full' } }],
  ['refused', { voice: { at: 'refused', room: 'a', code: 'media_down' } }],
  ['asking', { ptt: ptt('requesting') }],
  ['asking', { ptt: ptt('permitted'), receiving: true }],
  ['air', { ptt: ptt('onair') }],
  ['queued', { ptt: { at: 'queued', request: 1, talker: 'x', place: 2 }, receiving: true }],
  ['busy', { ptt: { at: 'refused', code: 'time_out', held: true, press: 1 } }],
  ['asking', { mic: { at: 'opening', down_ms: 0, turn: 1 } }],
  ['air', { mic: { at: 'open', down_ms: 0, turn: 1 }, receiving: true }],
  ['busy', { mic: { at: 'shut', code: 'media_down' } }],
])('%s', (shown, around) => {
  expect(badge({ ...CALM, ...around })).toBe(shown);
});

test('why it is not heard, for who can do something about it', () => {
  expect([refusal(IN), refusal({ at: 'refused', room: 'a', code: 'room_full' })]).toEqual([null, 'room_full']);
});

const HOLD: Deck = { face: 'idle', say: 'hold' };
const AIR = (until_ms: number): Deck => ({ face: 'onair', say: 'on_air', until_ms });
const ASKS: Deck = { face: 'requesting', say: 'asking' };
const QUEUED: Deck = { face: 'busy', say: 'queued', who: 'x', place: 2 };
const HEARS: Deck = { face: 'receiving', say: 'receiving', who: 'x' };
const JOINS: Deck = { face: 'off', say: 'joining' };
const keyed = (...decks: Deck[]): Keyed[] => decks.map((deck, n) => ({ room: 'abcd'.charAt(n), deck }));

test.each<[string, Deck[], string, string, string]>([
  ['one that is free', [HOLD], 'idle hold', 'a', ''],
  ['two that are', [HOLD, HOLD], 'idle hold', 'ab', ''],
  ['asked in both', [ASKS, ASKS], 'requesting asking', 'ab', ''],
  ['granted in one only: red, and it says where', [ASKS, AIR(9)], 'onair on_air', 'b', 'a'],
  ['on the air in one, in the queue of the other', [AIR(9), QUEUED], 'onair on_air', 'a', 'b'],
  ['in the queue of both', [QUEUED, QUEUED], 'busy queued', 'ab', ''],
  ['someone talks in one of them', [HOLD, HEARS], 'receiving receiving', 'b', 'a'],
  ['one is not in yet: the others do', [JOINS, HOLD], 'idle hold', 'b', 'a'],
  ['none is in yet', [JOINS], 'off joining', 'a', ''],
  ['an open room is held as well', [{ face: 'idle', say: 'tap' }], 'idle hold', 'a', ''],
  ['nothing is chosen', [], 'off no_channel', '', ''],
])('%s', (_, decks, face, rooms, others) => {
  const shown = together(keyed(...decks), true);
  expect([`${shown.face} ${shown.say}`, shown.rooms.join(''), shown.others.join('')]).toEqual([face, rooms, others]);
});

test('the time left is the shortest of them', () => {
  expect(together(keyed(AIR(90), AIR(30), QUEUED), true).until_ms).toBe(30);
});

test('without a link nothing is keyed, whatever was', () => {
  expect(together(keyed(AIR(9)), false)).toMatchObject({ face: 'off', say: 'no_link' });
});
