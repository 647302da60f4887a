/** Texts by key, in the language of this device. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../lib/settings';
import en from '../messages/en.json';
import id from '../messages/id.json';

export type Key = keyof typeof id;
export type Values = Readonly<Record<string, string | number>>;

const CATALOGUES: Record<Language, Record<Key, string>> = { id, en }; // A key missing in either: no build.

let language = $state<Language>('id');
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache: nothing shown depends on what is in it.
const formats = new Map<string, IntlMessageFormat>();

export function t(key: Key, values?: Values): string {
  const name = `${language}:${key}`;
  const format = formats.get(name) ?? new IntlMessageFormat(CATALOGUES[language][key], language);
  formats.set(name, format);
  return String(format.format({ ...values }));
}

export function speak(next: Language): void {
  language = next;
}

/** "14.21 WIB": always with the zone, and always the city's, wherever the phone was bought. */
export function clockTime(ms: number): string {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Jakarta' });
  return `${time.format(ms)} WIB`;
}

/** The name of a key of the keyboard: "Spasi", "F13", "T". */
export function keyName(code: string): string {
  return code === 'Space' ? t('key.Space') : code.replace(/^(Key|Digit)/, '');
}
