import { expect, test } from 'vitest';
import { dayOf, dayStart, minuteOf, minuteStart, startOn } from './city-time';
import { entered, history, holders, holdings, NEW_AGENCY, NEW_OFFICIAL, NEW_POST, serving, type Assignment, type Kind } from './directory';
import { appointed, ended, former, retired } from './directory-change';
import { idFrom, oneLine, phoneOf, tidyOfficial, wrongAgency, wrongOfficial, wrongPost } from './directory-check';
import { agencyList, meets, officialList, postList } from './directory-list';
import { held, NOW_MS, sample, TOLD } from './directory-samples';

const LATER_MS = NOW_MS + 86_400_000;
const who = (all: readonly Assignment[]): string[] => all.map((one) => `${one.kind} ${one.official}`);

test('a stand-in speaks before whoever acts, and he before the holder', () => {
  const book = sample(held('x', 'bpbd', 'o2', { kind: 'plh', to_ms: LATER_MS }));
  expect(who(holders(book, 'bpbd', NOW_MS))).toEqual(['plh o2', 'definitif o1']);
  expect(who(holders(book, 'bpbd', LATER_MS))).toEqual(['definitif o1']);
  expect(who(holdings(book, 'o2', NOW_MS))).toEqual(['definitif o2', 'plh o2']);
});

test('whoever is out of service holds a post on paper only; a post of a closed agency counts for nothing', () => {
  const book = sample(held('x', 'bpbd-sekretaris', 'o4'));
  expect([holders(book, 'bpbd-sekretaris', NOW_MS).length, serving(book, 'bpbd-sekretaris', NOW_MS).length]).toEqual([1, 0]);
  expect(holdings(book, 'o3', NOW_MS)).toEqual([]);
});

test('the history of a post begins with the newest, and leaves out what never was', () => {
  const book = sample(held('never', 'bpbd', 'o2', { from_ms: 0, to_ms: 0 }), held('next', 'bpbd', 'o2', { from_ms: LATER_MS }));
  expect(history(book.of_post.get('bpbd')).map((one) => one.id)).toEqual(['next', 'a1']);
});

test.each<[string, Kind, string[]]>([
  ['a holder ends the one before', 'definitif', ['a1']],
  ['an acting one too', 'plt', ['a1']],
  ['a stand-in ends nobody', 'plh', []],
])('%s', (_, kind, leaving) => {
  const made = appointed(sample(), held('x', 'bpbd', 'o2', { kind }), null);
  expect([made.leaving.map((one) => one.id), made.taken]).toEqual([leaving, null]);
  const after = entered(sample(), made.entries);
  expect(who(holders(after, 'bpbd', NOW_MS))[0]).toBe(`${kind} o2`);
});

test('who is to come later stands in the way, and is named', () => {
  const book = sample(held('next', 'bpbd-sekretaris', 'o2', { from_ms: LATER_MS }));
  expect(appointed(book, held('x', 'bpbd-sekretaris', 'o3'), null).taken?.id).toBe('next');
  expect(appointed(book, held('x', 'bpbd-sekretaris', 'o3', { to_ms: LATER_MS }), null).taken).toBeNull();
});

test('an end before the beginning is no end: it never was', () => {
  expect(ended(held('x', 'bpbd', 'o1', { from_ms: LATER_MS }), NOW_MS)).toMatchObject({ from_ms: 0, to_ms: 0 });
});

test('out of service: nothing is held any more, and nothing later', () => {
  const book = sample(held('next', 'bpbd-sekretaris', 'o1', { from_ms: LATER_MS }));
  const entries = retired(book, { ...NEW_OFFICIAL, id: 'o1' }, NOW_MS);
  expect(entries.officials?.[0]?.active).toBe(false);
  expect(entries.assignments?.map((one) => [one.id, one.to_ms])).toEqual([
    ['a1', NOW_MS],
    ['next', 0],
  ]);
});

test('undone, all is as it was; who was new is out of use', () => {
  const book = sample();
  const fresh = { ...NEW_OFFICIAL, id: 'o9', name: 'Pejabat Uji Baru' };
  const { entries } = appointed(book, held('x', 'bpbd', 'o9'), fresh);
  const back = former(book, entries);
  expect(back.assignments?.map((one) => [one.id, one.from_ms, one.to_ms])).toEqual([
    ['x', 0, 0],
    ['a1', 1000, null],
  ]);
  expect(back.officials).toEqual([{ ...fresh, active: false }]);
  expect(who(holders(entered(entered(book, entries), back), 'bpbd', NOW_MS))).toEqual(['definitif o1']);
});

test.each([
  ['0812-3456 7890', '+6281234567890'],
  ['+62 812.3456.7890', '+6281234567890'],
  ['6281234567890', '+6281234567890'],
  ['  ', ''],
  ['12345', null],
  ['telepon', null],
])('the number %s', (text, number) => {
  expect(phoneOf(text)).toBe(number);
});

test('ids are made of words, and never twice', () => {
  expect([idFrom('Satpol PP', () => false), idFrom('  Kec. Wonoasih ', () => false)]).toEqual(['satpol-pp', 'kec-wonoasih']);
  expect([idFrom('###', () => false), idFrom('bpbd', (id) => id === 'bpbd')]).toEqual([null, null]);
  expect(oneLine('  Dinas \n Contoh ')).toBe('Dinas Contoh');
});

test('what cannot be saved is said field by field', () => {
  const book = sample();
  expect(wrongAgency({ ...NEW_AGENCY, name: 'x'.repeat(121), short: ' bpbd ' }, book)).toEqual({ name: 'long', short: 'double' });
  expect(wrongAgency(book.agencies.get('bpbd') ?? NEW_AGENCY, book)).toEqual({});
  expect(wrongPost({ ...NEW_POST, rank: 1.5 }, book)).toEqual({ agency: 'empty', title: 'empty', rank: 'number' });
  expect(wrongPost({ ...NEW_POST, agency: 'bpbd', title: 'sekretaris' }, book)).toEqual({ title: 'double' });
  expect(wrongOfficial(NEW_OFFICIAL, book)).toEqual({ name: 'empty' });
  expect(wrongOfficial({ ...NEW_OFFICIAL, phone: '0811 00000001' }, book)).toEqual({ phone: 'double' });
  expect(tidyOfficial({ ...NEW_OFFICIAL, name: ' A  B ', phone: '0811 00000001' })).toMatchObject({ name: 'A B', phone: '+6281100000001' });
});

test('lists: in order, under a filter, with how many there are', () => {
  const book = sample(held('x', 'dinkes', 'o1', { kind: 'plh' }));
  const posts = postList(book, NOW_MS, '', 'active');
  expect(posts.lines.map((line) => line.post.id)).toEqual(['bpbd', 'bpbd-sekretaris', 'dinkes']);
  expect(posts.counts).toEqual({ active: 3, vacant: 1, acting: 1, inactive: 1 });
  expect(postList(book, NOW_MS, '', 'vacant').lines.map((line) => line.post.id)).toEqual(['bpbd-sekretaris']);
  expect(postList(book, NOW_MS, 'uji dua', 'active').lines.map((line) => line.post.id)).toEqual(['dinkes']);
  expect(agencyList(book, 'bencana', 'active').lines.map((line) => [line.agency.id, line.posts])).toEqual([['bpbd', 2]]);
  const officials = officialList(book, NOW_MS, '', 'active');
  expect(officials.lines.map((line) => line.official.id)).toEqual(['o2', 'o1', 'o3', 'o5']);
  expect(officials.counts).toEqual({ active: 4, idle: 2, inactive: 1 });
  expect([meets('0811', '+62811000'), meets('uji x', 'Pejabat Uji')]).toEqual([true, false]);
});

test.each(['2026-11-24', '2024-02-29', '2000-03-01', '1970-01-01', '2099-12-31'])('the day %s comes back', (day) => {
  const start_ms = dayStart(day, 'WIB');
  expect(start_ms).toBe(Date.parse(`${day}T00:00:00+07:00`));
  expect([dayOf(start_ms ?? 0, 'WIB'), dayOf((start_ms ?? 0) - 1, 'WIB') < day]).toEqual([day, true]);
});

test('a time of day is the city’s; what is no day is none', () => {
  expect(minuteStart('2026-11-24T14:05', 'WIB')).toBe(Date.parse('2026-11-24T14:05:00+07:00'));
  expect(minuteOf(Date.parse('2026-11-24T14:05:31+07:00'), 'WIB')).toBe('2026-11-24T14:05');
  expect(['2026-02-30', ''].map((day) => dayStart(day, 'WIB'))).toEqual([null, null]);
  expect(['2026-11-24T24:00', ''].map((minute) => minuteStart(minute, 'WIB'))).toEqual([null, null]);
});

test.each([
  ['WIB', '+07:00'],
  ['WITA', '+08:00'],
  ['WIT', '+09:00'],
] as const)('in %s a day begins at its own midnight', (zone, ahead) => {
  const midnight_ms = Date.parse(`2026-11-24T00:00:00${ahead}`);
  expect(dayStart('2026-11-24', zone)).toBe(midnight_ms);
  expect([midnight_ms - 1, midnight_ms].map((ms) => dayOf(ms, zone))).toEqual(['2026-11-23', '2026-11-24']);
  expect(startOn('2026-11-24', midnight_ms + 5, zone)).toBe(midnight_ms + 5);
  expect(minuteOf(midnight_ms, zone)).toBe('2026-11-24T00:00');
});

test('the hub may leave out what is as usual', () => {
  expect(sample().posts.get('bpbd')).toEqual({ ...NEW_POST, ...TOLD.posts[0] });
});
