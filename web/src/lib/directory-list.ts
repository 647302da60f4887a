/** The directory as lists: in order, only what was looked for, each line with what is to be seen of it. */
import { holdings, inUse, serving, type Agency, type Assignment, type Book, type Official, type Post } from './directory';

export type AgencyFilter = 'active' | 'inactive';
export type PostFilter = 'active' | 'vacant' | 'acting' | 'inactive';
export type OfficialFilter = 'active' | 'idle' | 'inactive';

export interface AgencyLine {
  readonly id: string;
  readonly agency: Agency;
  readonly posts: number;
}

export interface PostLine {
  readonly id: string;
  readonly post: Post;
  readonly agency: Agency | null;
  readonly in_use: boolean;
  /** Who holds it now, the one who speaks for it first. */
  readonly held: readonly Assignment[];
}

export interface OfficialLine {
  readonly id: string;
  readonly official: Official;
  readonly held: readonly Assignment[];
}

export interface Found<L, F extends string> {
  readonly lines: readonly L[];
  /** How many there are under each filter, whatever the words. */
  readonly counts: Readonly<Record<F, number>>;
}

export function agencyList(book: Book, words: string, filter: AgencyFilter): Found<AgencyLine, AgencyFilter> {
  const posts = new Map<string, number>();
  for (const post of book.posts.values()) if (post.active) posts.set(post.agency, (posts.get(post.agency) ?? 0) + 1);
  const all = [...book.agencies.values()].map((agency) => ({ id: agency.id, agency, posts: posts.get(agency.id) ?? 0 }));
  const state = ({ agency }: AgencyLine): readonly AgencyFilter[] => [agency.active ? 'active' : 'inactive'];
  return found(
    all.sort((a, b) => compared(a.agency.short, b.agency.short)),
    { active: 0, inactive: 0 },
    filter,
    state,
    ({ agency }) => meets(words, agency.id, agency.short, agency.name, agency.code, agency.district),
  );
}

export function postList(book: Book, now_ms: number, words: string, filter: PostFilter): Found<PostLine, PostFilter> {
  const all = [...book.posts.values()].map((post) => ({
    id: post.id,
    post,
    agency: book.agencies.get(post.agency) ?? null,
    in_use: inUse(book, post.id),
    held: serving(book, post.id, now_ms),
  }));
  const name = (line: PostLine): string => line.agency?.short ?? '';
  return found(
    all.sort(
      (a, b) =>
        compared(name(a), name(b)) ||
        compared(a.post.agency, b.post.agency) ||
        a.post.rank - b.post.rank ||
        compared(a.post.title, b.post.title),
    ),
    { active: 0, vacant: 0, acting: 0, inactive: 0 },
    filter,
    postStates,
    ({ post, agency, held }) => {
      const names = held.map((one) => book.officials.get(one.official)?.name ?? '');
      return meets(words, post.id, post.title, agency?.short ?? '', agency?.name ?? '', ...names);
    },
  );
}

export function officialList(book: Book, now_ms: number, words: string, filter: OfficialFilter): Found<OfficialLine, OfficialFilter> {
  const all = [...book.officials.values()].map((official) => ({ id: official.id, official, held: holdings(book, official.id, now_ms) }));
  const state = ({ official, held }: OfficialLine): readonly OfficialFilter[] => {
    if (!official.active) return ['inactive'];
    return held.length === 0 ? ['active', 'idle'] : ['active'];
  };
  return found(
    all.sort((a, b) => nameless(a.official) - nameless(b.official) || compared(a.official.name, b.official.name)),
    { active: 0, idle: 0, inactive: 0 },
    filter,
    state,
    ({ official, held }) => {
      const posts = held.map((one) => `${one.post} ${book.posts.get(one.post)?.title ?? ''}`);
      return meets(words, official.name, official.phone, ...posts);
    },
  );
}

/** Every word that was typed is in one of the texts; a telephone number also as it is written at home. */
export function meets(words: string, ...texts: readonly string[]): boolean {
  const all = texts.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word) || (/^0\d+$/.test(word) && all.includes(`+62${word.slice(1)}`)));
}

function postStates({ post, in_use, held }: PostLine): readonly PostFilter[] {
  if (!post.active || !in_use) return ['inactive'];
  if (held.length === 0) return ['active', 'vacant'];
  return held[0]?.kind === 'definitif' ? ['active'] : ['active', 'acting'];
}

function found<L, F extends string>(
  all: readonly L[],
  zero: Record<F, number>,
  filter: F,
  states: (line: L) => readonly F[],
  looked: (line: L) => boolean,
): Found<L, F> {
  const counts = { ...zero };
  for (const line of all) for (const state of states(line)) counts[state] += 1;
  return { lines: all.filter((line) => states(line).includes(filter) && looked(line)), counts };
}

function nameless(one: Official): number {
  return one.name === '' ? 1 : 0;
}

function compared(a: string, b: string): number {
  return a.localeCompare(b, 'id', { numeric: true });
}
