/** Texts by key, in the language of this device. */
import { IntlMessageFormat } from 'intl-messageformat';
import { AHEAD_MS, DAY_MS, dayNumber, type Zone } from '../lib/city-time';
import type { Language } from '../lib/settings';
import id from '../messages/id.json';

export type Key = keyof typeof id;
export type Values = Readonly<Record<string, string | number>>;

type Catalogue = Readonly<Record<Key, string>>; // A key missing in English: no build.

/** English is fetched by those who read it. */
const CATALOGUES: Record<Language, () => Promise<Catalogue>> = {
  id: () => Promise.resolve(id),
  en: () => import('../messages/en.json').then((one) => one.default),
};
/** A text in which something is to be put in its place. */
const COMPOSED = /[{<']/;

const PLACES: Readonly<Record<Zone, string>> = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' };
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const FORMS = {
  time: TIME,
  seconds: { ...TIME, second: '2-digit' },
  day: DAY,
  longDate: { ...DAY, year: 'numeric' },
  shortDay: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  figures: { day: '2-digit', month: '2-digit', year: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

let zone = $state<Zone>('WIB');
let language = $state<Language>('id');
let texts = $state.raw<Catalogue>(id);
let wanted: Language = 'id';
let spoken: Promise<void> = Promise.resolve();
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache: nothing shown depends on what is in it.
const formats = new Map<string, IntlMessageFormat>();
/** To make one costs a hundred times what it costs to use it, and a log shows hundreds of times. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache as well.
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Add Indonesian texts that came later than the page, before anything is shown that uses them. */
export function complete(later: Partial<Catalogue>): void {
  Object.assign(id, later);
}

export function t(key: Key, values?: Values): string {
  const text = texts[key];
  if (!COMPOSED.test(text)) return text;
  const name = `${language}:${key}`;
  const format = formats.get(name) ?? new IntlMessageFormat(text, language);
  formats.set(name, format);
  return String(format.format({ ...values }));
}

/** Resolves when it is spoken. Without its texts, for want of a network, the language stays as it is. */
export function speak(next: Language): Promise<void> {
  if (next === wanted) return spoken;
  wanted = next;
  spoken = CATALOGUES[next]()
    .then((catalogue) => {
      if (wanted !== next) return;
      language = next;
      texts = catalogue;
    })
    .catch(() => {
      if (wanted === next) wanted = language;
    });
  return spoken;
}

/** The language that was asked for last is spoken, or could not be had. */
export function speaking(): Promise<void> {
  return spoken;
}

/** The city's zone, by the name it is known by. */
export function cityZone(): Zone {
  return zone;
}

/** From here on all hours and days are the city's. */
export function keepTime(next: Zone): void {
  zone = next;
}

/** "14.21 WIB": always with the zone, and always the city's, wherever the phone was bought. */
export function clockTime(ms: number): string {
  return `${shortTime(ms)} ${zone}`;
}

/** 14.35 at 14.21: the hour of the city's day, with its fraction. */
export function cityHour(ms: number): number {
  return ((ms + AHEAD_MS[zone]) % DAY_MS) / 3_600_000;
}

/** "Selasa, 24 November 2026". */
export function longDate(ms: number): string {
  return written(ms, 'longDate');
}

/** "14.21": where the zone is plain from what stands around it. */
export function shortTime(ms: number): string {
  return written(ms, 'time');
}

/** "14.21.07": for a log, and the head of the console. */
export function clockSeconds(ms: number): string {
  return written(ms, 'seconds');
}

/** "Hari ini", "Kemarin", "Selasa, 24 November", and with the year when it is another. */
export function dayName(ms: number, now_ms: number): string {
  const ago = dayNumber(now_ms, zone) - dayNumber(ms, zone);
  if (ago === 0) return t('chat.today');
  if (ago === 1) return t('chat.yesterday');
  return written(ms, ago > 300 ? 'longDate' : 'day');
}

/** For a list: the time today, "Kemarin", or the date. */
export function listTime(ms: number, now_ms: number): string {
  const ago = dayNumber(now_ms, zone) - dayNumber(ms, zone);
  if (ago <= 0) return shortTime(ms);
  return ago === 1 ? t('chat.yesterday') : written(ms, 'figures');
}

/** "Rab, 25 Nov, 20.15 WIB": for a time that may be days away. */
export function dayTime(ms: number): string {
  return `${written(ms, 'shortDay')}, ${clockTime(ms)}`;
}

/** "24 Nov 2026". */
export function dateOf(ms: number): string {
  return written(ms, 'date');
}

/** Write a time of the city's in one of the forms. */
function written(ms: number, form: keyof typeof FORMS): string {
  const name = `${language}:${zone}:${form}`;
  let clock = clocks.get(name);
  if (!clock) clocks.set(name, (clock = new Intl.DateTimeFormat(language, { ...FORMS[form], timeZone: PLACES[zone] })));
  return clock.format(ms);
}

/** "Chrome di Android". */
export function deviceName(browser: string, system: string): string {
  if (browser !== '' && system !== '') return t('device.name', { browser, system });
  return browser || system || t('device.unknown');
}

/** "Umum, Kritikal, dan Siaga Banjir". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}

/** "1,8 MB". */
export function fileSize(size_bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size_bytes)) / 3)));
  const value = size_bytes / 1000 ** step;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value)} ${units[step] ?? ''}`;
}

/** The name of a key of the keyboard: "Spasi", "F13", "T". */
export function keyName(code: string): string {
  return code === 'Space' ? t('key.Space') : code.replace(/^(Key|Digit)/, '');
}
