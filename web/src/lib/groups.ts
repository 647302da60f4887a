/** Whom an issuer calls at once: groups of posts, and those he calls most often first. */
import { object } from './kept';
import type { PersonCard } from './wire';

export const GROUPS = ['kritikal', 'esensial', 'non-esensial', 'kecamatan'] as const;
export type Group = (typeof GROUPS)[number];

export interface Members {
  readonly group: Group;
  readonly posts: readonly string[];
}

/** The groups that have somebody in them; a head of a sub-district (camat) is in two. */
export function groupsOf(heads: readonly PersonCard[]): readonly Members[] {
  return GROUPS.map((group) => ({
    group,
    posts: heads.filter((one) => (group === 'kecamatan' ? one.agency_kind : one.agency_class) === group).map((one) => one.id),
  })).filter((one) => one.posts.length > 0);
}

/** How often each post was called by this issuer, as this device remembers it. */
export type Often = Readonly<Record<string, number>>;

export function oftenOf(text: string | null): Often {
  return Object.fromEntries(Object.entries(object(text)).filter((one): one is [string, number] => typeof one[1] === 'number'));
}

export function calledAgain(often: Often, posts: readonly string[]): Often {
  return { ...often, ...Object.fromEntries(posts.map((post) => [post, (often[post] ?? 0) + 1])) };
}

/** Those called most often first; the others as they were. */
export function oftenFirst<T extends { readonly id: string }>(all: readonly T[], often: Often): readonly T[] {
  return all.toSorted((a, b) => (often[b.id] ?? 0) - (often[a.id] ?? 0));
}
