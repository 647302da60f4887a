/** Who is who: agencies, posts, officials, and who holds which post from when until when. */
import { empty as none, put } from './keyed';
import type { AgencyEntry, AssignmentEntry, OfficialEntry, PostEntry } from './wire';

export type Agency = Required<AgencyEntry>;
export type Post = Required<PostEntry>;
export type Official = Required<OfficialEntry>;
export type Assignment = Required<AssignmentEntry>;
export type Kind = Assignment['kind'];

interface Shelves {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly posts: ReadonlyMap<string, Post>;
  readonly officials: ReadonlyMap<string, Official>;
  readonly assignments: ReadonlyMap<string, Assignment>;
}

export interface Book extends Shelves {
  readonly of_post: ReadonlyMap<string, readonly Assignment[]>;
  readonly of_official: ReadonlyMap<string, readonly Assignment[]>;
}

/** Some entries, to be saved together. */
export interface Entries {
  readonly agencies?: readonly Agency[];
  readonly posts?: readonly Post[];
  readonly officials?: readonly Official[];
  readonly assignments?: readonly Assignment[];
}

/** As the hub tells it: what is as usual may be left out. */
export interface Told {
  readonly agencies: readonly AgencyEntry[];
  readonly posts: readonly PostEntry[];
  readonly officials: readonly OfficialEntry[];
  readonly assignments: readonly AssignmentEntry[];
}

export const NEW_AGENCY: Agency = { id: '', code: '', name: '', short: '', agency_class: '', kind: '', district: '', active: true };
export const NEW_POST: Post = { id: '', agency: '', title: '', role: 'head', rank: 1, active: true };
export const NEW_OFFICIAL: Official = { id: '', name: '', phone: '', active: true };

const EMPTY = { agencies: none<Agency>(), posts: none<Post>(), officials: none<Official>(), assignments: none<Assignment>() };

/** Who speaks for a post when two hold it at once. */
const SPEAKS_FIRST: readonly Kind[] = ['plh', 'plt', 'definitif'];

export function bookOf(told: Told): Book {
  return entered(EMPTY, {
    agencies: told.agencies.map((one) => ({ ...NEW_AGENCY, ...one })),
    posts: told.posts.map((one) => ({ ...NEW_POST, ...one })),
    officials: told.officials.map((one) => ({ ...NEW_OFFICIAL, ...one })),
    assignments: told.assignments.map((one) => ({ to_ms: null, ...one })),
  });
}

/** The book with these entries in the places of those with their ids. */
export function entered(book: Shelves, entries: Entries): Book {
  return indexed({
    agencies: put(book.agencies, byId(entries.agencies ?? [])),
    posts: put(book.posts, byId(entries.posts ?? [])),
    officials: put(book.officials, byId(entries.officials ?? [])),
    assignments: put(book.assignments, byId(entries.assignments ?? [])),
  });
}

export function inForce(one: Assignment, now_ms: number): boolean {
  return one.from_ms <= now_ms && (one.to_ms === null || now_ms < one.to_ms);
}

export function overlap(a: Assignment, b: Assignment): boolean {
  return (b.to_ms === null || a.from_ms < b.to_ms) && (a.to_ms === null || b.from_ms < a.to_ms);
}

/** A stand-in holds a post beside its holder; any two others exclude each other. */
export function clash(a: Assignment, b: Assignment): boolean {
  return a.id !== b.id && a.post === b.post && (a.kind === 'plh') === (b.kind === 'plh') && overlap(a, b);
}

/** Who holds a post then, the one who speaks for it first. */
export function holders(book: Book, post: string, now_ms: number): readonly Assignment[] {
  const now = (book.of_post.get(post) ?? []).filter((one) => inForce(one, now_ms));
  return now.sort((a, b) => SPEAKS_FIRST.indexOf(a.kind) - SPEAKS_FIRST.indexOf(b.kind));
}

/** Of those, who may come in: whoever was made inactive holds a post only on paper. */
export function serving(book: Book, post: string, now_ms: number): readonly Assignment[] {
  return holders(book, post, now_ms).filter((one) => book.officials.get(one.official)?.active);
}

/** What an official holds then, what is his own first. */
export function holdings(book: Book, official: string, now_ms: number): readonly Assignment[] {
  const own = (one: Assignment): number => (one.kind === 'definitif' ? 0 : 1);
  const now = (book.of_official.get(official) ?? []).filter((one) => inForce(one, now_ms) && inUse(book, one.post));
  return now.sort((a, b) => own(a) - own(b) || a.post.localeCompare(b.post));
}

/** Is it a post that others see? */
export function inUse(book: Book, post: string): boolean {
  const one = book.posts.get(post);
  return one?.active === true && book.agencies.get(one.agency)?.active === true;
}

/** All who held a post, hold it or will, the newest first. What was called off before it began is no history. */
export function history(all: readonly Assignment[] | undefined): readonly Assignment[] {
  const real = (all ?? []).filter((one) => one.to_ms === null || one.to_ms > one.from_ms);
  return real.sort((a, b) => b.from_ms - a.from_ms);
}

function byId<T extends { readonly id: string }>(all: readonly T[]): readonly (readonly [string, T])[] {
  return all.map((one) => [one.id, one] as const);
}

function indexed(book: Shelves): Book {
  return { ...book, of_post: grouped(book.assignments, 'post'), of_official: grouped(book.assignments, 'official') };
}

function grouped(all: ReadonlyMap<string, Assignment>, key: 'post' | 'official'): ReadonlyMap<string, readonly Assignment[]> {
  const groups = new Map<string, Assignment[]>();
  for (const one of all.values()) {
    const group = groups.get(one[key]);
    if (group) group.push(one);
    else groups.set(one[key], [one]);
  }
  return groups;
}
