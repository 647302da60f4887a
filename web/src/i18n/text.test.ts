import { TYPE } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, expect, test } from 'vitest';
import en from '../messages/en.json';
import id from '../messages/id.json';
import { sentence } from './refusal';
import {
  cityHour,
  cityZone,
  clockSeconds,
  clockTime,
  dayName,
  keepTime,
  keyName,
  listTime,
  longDate,
  shortTime,
  speak,
  t,
  type Key,
} from './text.svelte';

afterEach(async () => {
  await speak('id');
});

/** The `{names}` a message asks for, plurals and all. */
function names(message: string): string[] {
  const parts = new IntlMessageFormat(message, 'id').getAst();
  return parts
    .flatMap((part) => (part.type === TYPE.literal || part.type === TYPE.pound || part.type === TYPE.tag ? [] : [part.value]))
    .sort();
}

test('both languages have the same keys', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
});

test.each(Object.keys(id) as Key[])('%s asks for the same values in both', (key) => {
  expect(names(en[key])).toEqual(names(id[key]));
});

test('a plural follows its language', async () => {
  expect(t('rooms.here', { n: 0 })).toBe('Belum ada orang');
  await speak('en');
  expect(t('rooms.here', { n: 1 })).toBe('1 person inside');
});

test.each([
  ['WIB', '21.30 WIB', '21.30.00', 'Sabtu, 21 November 2026', 'Kemarin'],
  ['WITA', '22.30 WITA', '22.30.00', 'Sabtu, 21 November 2026', 'Kemarin'],
  ['WIT', '23.30 WIT', '23.30.00', 'Sabtu, 21 November 2026', 'Hari ini'],
] as const)('hours and days are the city’s, in %s', (zone, clock, seconds, date, day) => {
  const at_ms = Date.UTC(2026, 10, 21, 14, 30);
  keepTime(zone);
  expect([clockTime(at_ms), clockSeconds(at_ms), longDate(at_ms)]).toEqual([clock, seconds, date]);
  expect(clockTime(at_ms)).toBe(`${shortTime(at_ms)} ${cityZone()}`);
  expect(cityHour(at_ms)).toBe(Number(clock.slice(0, 2)) + 0.5);
  // In the east it is the next day already.
  expect(dayName(Date.UTC(2026, 10, 20, 15, 30), at_ms)).toBe(day);
  expect(listTime(at_ms, at_ms)).toBe(shortTime(at_ms));
  keepTime('WIB');
});

test.each([
  ['Space', 'Spasi'],
  ['KeyT', 'T'],
  ['F13', 'F13'],
])('key %s', (code, name) => {
  expect(keyName(code)).toBe(name);
});

test.each([
  ['time_out', 'Waktu bicara habis. Lepas, lalu tekan lagi'],
  ['invented_next_year', 'Server gagal. Coba lagi; jika berulang, beri tahu admin Diskominfo.'],
  ['toString', 'Server gagal. Coba lagi; jika berulang, beri tahu admin Diskominfo.'],
])('why not: %s', (code, text) => {
  expect(sentence(code)).toBe(text);
});
