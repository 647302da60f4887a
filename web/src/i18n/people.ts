/** Officials and posts in words; only for the pages where names may stand. */
import type { Assignment, Book, Official, Post } from '../lib/directory';
import { dateOf, t } from './text.svelte';

export function nameOf(official: Pick<Official, 'name'> | undefined): string {
  return official?.name ? official.name : t('manage.noname');
}

/** "Kepala Dinas · Dinkes". */
export function postName(book: Book, id: string): string {
  const post = book.posts.get(id);
  return post ? `${post.title} · ${agencyName(book, post)}` : id;
}

export function agencyName(book: Book, post: Post): string {
  return book.agencies.get(post.agency)?.short ?? post.agency;
}

/** "Plt. Kepala Dinas": as it is held. */
export function actingTitle(kind: Assignment['kind'], title: string): string {
  return kind === 'definitif' ? title : `${t(`manage.kind.${kind}.short`)} ${title}`;
}

/** "sejak 24 Nov 2026"; its end is the last day on which it was held. */
export function period({ from_ms, to_ms }: Pick<Assignment, 'from_ms' | 'to_ms'>): string {
  const to = to_ms === null ? '' : dateOf(to_ms - 1);
  if (from_ms === 0) return to === '' ? t('manage.always') : t('manage.always.until', { to });
  return to === '' ? t('manage.since', { from: dateOf(from_ms) }) : t('manage.until', { from: dateOf(from_ms), to });
}
