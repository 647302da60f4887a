import { expect, test } from 'vitest';
import { said } from './chat-samples';
import { counted, editing, emptied, NOTHING, plain, replying, sendable, TEXT_MAX, type Composing } from './composing';
import { asked, fitting, mentioned, named } from './mention';
import { folded } from './messages';
import { sounds } from './notice';
import { flat, pieces } from './pieces';
import { authors, names, readers, unread } from './unread';
import type { PersonCard } from './wire';

const links = (text: string): string[] => pieces(text).flatMap((one) => (one.is === 'link' ? [one.href] : []));
const RLO = '\u202e';

test.each([
  ['Lihat https://posko.go.id/a?b=1.', ['https://posko.go.id/a?b=1']],
  ['(http://a.id/x), lalu https://b.id!', ['http://a.id/x', 'https://b.id']],
  ['https://id.wikipedia.org/wiki/Banjir_(bencana)', ['https://id.wikipedia.org/wiki/Banjir_(bencana)']],
  ['javascript:alert(1) ftp://x data:text/html,x file:///etc', []],
  ['<a href="javascript:1">https://</a>', []],
  [`https://aman.id/${RLO}gpj.exe`, ['https://aman.id/']],
])('%s', (text, found) => {
  expect(links(text)).toEqual(found);
  expect(flat(text).replaceAll('⟨U+202E⟩', RLO)).toBe(text);
});

test('characters that turn the writing are shown by name, each of them', () => {
  const turns = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  for (const code of turns) {
    const found = pieces(`a${String.fromCodePoint(code)}b`);
    expect(found.map((one) => one.text)).toEqual(['a', `⟨U+${code.toString(16).toUpperCase()}⟩`, 'b']);
  }
});

test('names stand out where they are named, and the longer one wins', () => {
  const found = pieces('@Kec. Wonoasih dan @Kec, a@BPBD.id', ['Kec', 'Kec. Wonoasih']);
  expect(found.filter((one) => one.is === 'name').map((one) => one.text)).toEqual(['@Kec. Wonoasih', '@Kec']);
});

const card = (id: string, agency_short: string, agency = agency_short): PersonCard => ({
  id,
  agency,
  agency_short,
  post: 'Kepala',
  role: 'head',
});
const PEOPLE = [card('bpbd', 'BPBD', 'Badan Penanggulangan Bencana'), card('wono', 'Kec. Wonoasih'), card('dinkes', 'Dinkes')];

test.each([
  ['@', 1, ''],
  ['Tolong @bp', 10, 'bp'],
  ['a@bp', 4, null],
  ['@bp cepat', 9, null],
  ['(@x', 3, 'x'],
])('%s at %i asks for %s', (text, caret, words) => {
  expect(asked(text, caret)?.words ?? null).toBe(words);
});

test('who fits: by the short name first, then by any word', () => {
  const ids = (words: string): string[] => fitting(PEOPLE, words).map((one) => one.id);
  expect([ids('b'), ids('wono'), ids('ZZ'), ids('bencana')]).toEqual([['bpbd'], ['wono'], [], ['bpbd']]);
});

test('a picked name takes the place of what was typed; one that was wiped out again is not named', () => {
  const at = asked('Tolong @wo segera', 10);
  const next = named('Tolong @wo segera', at ?? { at: 0, words: '' }, card('wono', 'Kec. Wonoasih'));
  expect([next.text, next.caret]).toEqual(['Tolong @Kec. Wonoasih segera', 22]);
  expect(mentioned(next.text, PEOPLE)).toEqual(['wono']);
});

const MESSAGE = folded([said(1, 'lama')]).messages[0] as never;
const typed = (text: string): Composing => ({ ...NOTHING, text });

test('words for a new message wait while another is changed, and come back', () => {
  const edit = editing(typed('baru'), MESSAGE);
  expect([edit.text, plain(edit).text, emptied(edit).text, replying(edit, MESSAGE).text]).toEqual(['lama', 'baru', 'baru', 'baru']);
  expect(emptied(typed('baru')).text).toBe('');
});

test('what can be sent: something, not too much, and in a change something else', () => {
  expect([' ', 'x', 'x'.repeat(TEXT_MAX), 'x'.repeat(TEXT_MAX + 1)].map((text) => sendable(typed(text)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([sendable(editing(NOTHING, MESSAGE)), sendable({ ...editing(NOTHING, MESSAGE), text: 'lain' })]).toEqual([false, true]);
  expect(['x'.repeat(3_799), 'x'.repeat(3_800), '🌊'.repeat(4_001)].map(counted)).toEqual([null, 200, -1]);
});

const MARK = { head: 10, read: 4, unread: 5 };

test.each<[string, number, number[], number]>([
  ['all of it is here', 4, [5, 6, 7, 8, 9, 10], 6],
  ['the hub counted what is not here', 4, [9, 10], 5],
  ['and what came since is added', 4, [10, 11, 12], 7],
  ['read here since', 10, [9, 10, 11], 1],
])('unread: %s', (_, read, seqs, count) => {
  const events = seqs.map((seq) => said(seq));
  expect(unread(MARK, read, events, 'dishub')).toBe(count);
});

test('my own words and stones are no news', () => {
  const naming = [said(11, '@Dishub', 'bpbd', { mentions: ['dishub'] }), said(12, 'x')];
  expect([names(naming, 10, 'dishub'), names(naming, 11, 'dishub'), names(naming, 10, 'dinkes')]).toEqual([true, false, false]);
  expect(unread(MARK, 10, [said(11, 'x', 'dishub'), said(12, '', 'bpbd', { gone: true })], 'dishub')).toBe(0);
});

test('others have read as far as their marks, and as they wrote', () => {
  expect(readers({ bpbd: 5, dinkes: 9, dishub: 99 }, 6, 'dishub')).toBe(1);
  expect(authors([said(3), said(4), said(5, 'x', 'dinkes')])).toEqual({ bpbd: 4, dinkes: 5 });
});

test.each([
  ['of another', {}, true],
  ['while I am on the air', { on_air: true }, false],
  ['in what I am looking at', { looking: true }, false],
  ['right after another', { quiet_ms: 1_000 }, false],
  ['missed long ago', { now_ms: 900_000 }, false],
  ['of my own', { me: 'bpbd' }, false],
])('a message %s sounds: %s', (_, more, heard) => {
  const around = { me: 'dishub', now_ms: 2_000, looking: false, on_air: false, quiet_ms: Infinity, ...more };
  expect(sounds([said(1)], around)).toBe(heard);
});
