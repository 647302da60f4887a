/** What the hub would refuse of an entry, said before it is sent. */
import type { Agency, Book, Official, Post } from './directory';

export type Wrong = 'empty' | 'long' | 'number' | 'phone' | 'double';
export type Wrongs<T> = Partial<Record<keyof T, Wrong>>;

export const NAME_MAX = 120;
const RANK_MAX = 1000;
const ID_MAX = 63;

/** As the hub keeps it: one line, in one form for what looks alike. */
export function oneLine(text: string): string {
  return text.normalize('NFC').trim().split(/\s+/).join(' ');
}

/** "0812-3456" as +62…; empty stays empty; null where it is no number. */
export function phoneOf(text: string): string | null {
  const number = text.replace(/[\s().-]/g, '');
  if (number === '') return '';
  if (!/^\+?\d{8,15}$/.test(number)) return null;
  if (number.startsWith('0')) return `+62${number.slice(1)}`;
  return number.startsWith('+') ? number : `+${number}`;
}

/** An id made of words, as tables make it: "Satpol PP" gives satpol-pp. Null where it is taken, or nothing is left. */
export function idFrom(words: string, taken: (id: string) => boolean): string | null {
  const made = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, ID_MAX);
  return made === '' || taken(made) ? null : made;
}

export function tidyAgency(one: Agency): Agency {
  const { name, short, code, kind, district } = one;
  return { ...one, name: oneLine(name), short: oneLine(short), code: oneLine(code), kind: oneLine(kind), district: oneLine(district) };
}

export function tidyPost(one: Post): Post {
  return { ...one, title: oneLine(one.title) };
}

export function tidyOfficial(one: Official): Official {
  return { ...one, name: oneLine(one.name), phone: phoneOf(one.phone) ?? oneLine(one.phone) };
}

export function wrongAgency(one: Agency, book: Book): Wrongs<Agency> {
  const same = [...book.agencies.values()].some((other) => other.id !== one.id && folded(other.short) === folded(one.short));
  return said<Agency>({
    name: named(one.name),
    short: named(one.short) ?? (same ? 'double' : null),
    code: long(one.code),
    kind: long(one.kind),
    district: long(one.district),
  });
}

export function wrongPost(one: Post, book: Book): Wrongs<Post> {
  const same = [...book.posts.values()].some(
    (other) => other.id !== one.id && other.agency === one.agency && folded(other.title) === folded(one.title),
  );
  return said<Post>({
    agency: book.agencies.has(one.agency) ? null : 'empty',
    title: named(one.title) ?? (same ? 'double' : null),
    rank: Number.isInteger(one.rank) && one.rank >= 0 && one.rank <= RANK_MAX ? null : 'number',
  });
}

export function wrongOfficial(one: Official, book: Book): Wrongs<Official> {
  const phone = phoneOf(one.phone);
  const same = phone !== null && phone !== '' && [...book.officials.values()].some((other) => other.id !== one.id && other.phone === phone);
  return said<Official>({
    name: one.name.trim() === '' && one.phone.trim() === '' ? 'empty' : long(one.name),
    phone: phone === null ? 'phone' : same ? 'double' : null,
  });
}

/** Is there anything to save? */
export function differs<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).some((name) => a[name] !== b[name]);
}

function named(text: string): Wrong | null {
  return text.trim() === '' ? 'empty' : long(text);
}

function long(text: string): Wrong | null {
  return Array.from(oneLine(text)).length > NAME_MAX ? 'long' : null;
}

function folded(text: string): string {
  return oneLine(text).toLowerCase();
}

function said<T>(all: Partial<Record<keyof T, Wrong | null>>): Wrongs<T> {
  return Object.fromEntries(Object.entries(all).filter(([, why]) => why !== null)) as Wrongs<T>;
}
