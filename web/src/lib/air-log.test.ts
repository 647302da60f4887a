import { expect, test } from 'vitest';
import { cut, floorIs, found, KEPT_MAX, taped, took, type AirLog, type Transmission } from './air-log';
import type { Recorded } from './wire';

const talk = (person: string, began_ms: number, length_ms: number | null = null, room = 'a'): Transmission => ({
  room,
  person,
  began_ms,
  length_ms,
});
const floor = (talker: string | null, since_ms: number | null = null): { talker: string | null; since_ms: number | null } => ({
  talker,
  since_ms,
});
const short = (log: AirLog): string => log.map((one) => `${one.room}:${one.person} ${one.began_ms}+${one.length_ms ?? 'on'}`).join(', ');

type Said = [room: string, talker: string | null, since_ms: number | null, now_ms: number];

test.each<[string, Said[], string]>([
  ['nobody talks', [['a', null, null, 5]], ''],
  ['one begins', [['a', 'x', 1_000, 1_010]], 'a:x 1000+on'],
  ['and ends', [['a', 'x', 1_000, 1_010], ['a', null, null, 4_000]], 'a:x 1000+3000'], // prettier-ignore
  ['another one takes the floor', [['a', 'x', 1_000, 1_010], ['a', 'y', 4_000, 4_000]], 'a:y 4000+on, a:x 1000+3000'], // prettier-ignore
  ['the queue changes, the talk goes on, a little moved', [['a', 'x', 1_000, 1_010], ['a', 'x', 1_003, 2_000]], 'a:x 1000+on'], // prettier-ignore
  ['the same again, later', [['a', 'x', 1_000, 1_010], ['a', null, null, 4_000], ['a', 'x', 9_000, 9_000]], 'a:x 9000+on, a:x 1000+3000'], // prettier-ignore
  ['another room is another matter', [['a', 'x', 1_000, 1_010], ['b', 'x', 1_000, 1_010], ['b', null, null, 2_000]], 'b:x 1000+1000, a:x 1000+on'], // prettier-ignore
])('%s', (_, said, log) => {
  expect(
    short(said.reduce<AirLog>((log, [room, talker, since_ms, now_ms]) => floorIs(log, room, floor(talker, since_ms), now_ms), [])),
  ).toBe(log);
});

test('newest first, in whatever order they are told', () => {
  const orders = [
    [1, 2, 3],
    [3, 1, 2],
    [2, 3, 1],
  ];
  for (const order of orders) {
    const log = order.reduce<AirLog>((log, n) => took(log, talk('x', n * 10_000, 5)), []);
    expect(log.map((one) => one.began_ms)).toEqual([30_000, 20_000, 10_000]);
  }
});

test('what the record says of a talk takes the place of what was seen of it', () => {
  const seen = floorIs(floorIs([], 'a', floor('x', 1_000), 1_010), 'a', floor(null), 4_100);
  expect(short(took(seen, talk('x', 1_002, 3_000)))).toBe('a:x 1002+3000');
});

test('a lost link ends what was on the air; when it is back, it may go on', () => {
  const lost = cut([talk('x', 1_000), talk('y', 500, null, 'b')], 3_000);
  expect(short(lost)).toBe('a:x 1000+2000, b:y 500+2500');
  expect(short(floorIs(lost, 'a', floor('x', 1_000), 9_000))).toBe('a:x 1000+on, b:y 500+2500');
});

test('one room that is left says nothing of the others', () => {
  expect(short(cut([talk('x', 1_000), talk('y', 500, null, 'b')], 3_000, 'b'))).toBe('a:x 1000+on, b:y 500+2500');
});

test('it does not grow without end', () => {
  const log = Array.from({ length: KEPT_MAX + 5 }, (_, n) => talk('x', n * 10_000, 5)).reduce<AirLog>(took, []);
  expect([log.length, log.at(-1)?.began_ms]).toEqual([KEPT_MAX, 50_000]);
});

test('found by all the words, anywhere', () => {
  const log = [talk('BPBD', 1, 1, 'Siaga Banjir'), talk('Dinkes', 2, 1, 'Kritikal')];
  const by = (words: string): string[] => found(log, words, (one) => `${one.person} ${one.room}`).map((one) => one.person);
  expect([by(''), by('banjir bp'), by('bpbd kritikal')]).toEqual([['BPBD', 'Dinkes'], ['BPBD'], []]);
});

const recorded = (id: string, began_ms: number, talker: string | null = null): Recorded => ({
  recording: { id, direction: talker === null ? 'received' : 'sent', began_ms, length_ms: 900, talker, bytes: 0, sha256: '' },
  file: null,
});
const tapes = (log: AirLog): string => log.map((one) => `${one.person} ${one.began_ms} ${one.tape?.id ?? '-'}`).join(', ');

test('a recording comes to the talk it is of, though its bridge has a clock of its own', () => {
  const two = [talk('x', 1_000, 900), talk('x', 3_500, 900)].reduce<AirLog>(took, []);
  const log = [recorded('first', 1_400, 'x'), recorded('second', 3_900, 'x')].reduce((all, one) => taped(all, 'a', one, 'radio.a'), two);
  expect(tapes(log)).toBe('x 3500 second, x 1000 first');
});

test('one that nobody told of is a line of its own, until somebody does', () => {
  const alone = taped([], 'a', recorded('r', 1_400), 'radio.a');
  expect(tapes(alone)).toBe('radio.a 1400 r');
  const told = took(alone, talk('radio.a', 1_000, 800));
  expect(tapes(told)).toBe('radio.a 1000 r');
  expect(tapes(took(told, talk('radio.a', 2_500, 800)))).toBe('radio.a 2500 -, radio.a 1000 r');
});

test('said again it is the same one', () => {
  const once = taped([talk('radio.a', 1_000, 900)], 'a', recorded('r', 1_200), 'radio.a');
  expect(tapes(taped(once, 'a', recorded('r', 1_200), 'radio.a'))).toBe('radio.a 1000 r');
});
