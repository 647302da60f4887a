/** How well each agency can be reached, whoever needs most first: what the readiness page lists and counts. */
import type { ReachChannel } from './reach-steps';
import type { AgencyReadiness, PersonCard, PostReadiness, Readiness, ReadinessWay } from './wire';

export type Verdict = AgencyReadiness['verdict'];
export const VERDICTS: readonly Verdict[] = ['not_ready', 'partly', 'ready'];

/** What would help most. */
export type Advice = 'fill' | 'invite' | 'set_up' | 'second' | 'mend' | 'none';

export interface Line {
  readonly agency: string;
  readonly short: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly posts: readonly PostLine[];
}

export interface PostLine {
  readonly post: PostReadiness;
  readonly title: string;
  readonly advice: Advice;
  /** Each channel once: whether it is used, and when it last got through. */
  readonly ways: readonly WayMark[];
}

export interface WayMark {
  readonly channel: ReachChannel;
  readonly used: boolean;
  readonly failing: boolean;
  readonly last_ok_ms: number | null;
}

const FAILING_FROM = 3; // As the hub counts.

export function lines(readiness: Pick<Readiness, 'agencies' | 'channels'>, people: ReadonlyMap<string, PersonCard>): readonly Line[] {
  const all = readiness.agencies.map((one): Line => {
    const card = one.posts.map(({ post }) => people.get(post)).find((found) => found !== undefined);
    const posts = one.posts.map((post) => line(post, people.get(post.post)?.post ?? post.post, readiness.channels));
    return { agency: one.agency, short: card?.agency_short ?? one.agency, name: card?.agency ?? '', verdict: one.verdict, posts };
  });
  return all.sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || a.short.localeCompare(b.short, 'id'));
}

function line(post: PostReadiness, title: string, channels: readonly ReachChannel[]): PostLine {
  const marks = marked(post.ways ?? []);
  return { post, title, advice: advice(post, marks, channels), ways: marks };
}

/** Of several of one channel the best stands for all. */
function marked(ways: readonly ReadinessWay[]): readonly WayMark[] {
  const found = new Map<ReachChannel, WayMark>();
  for (const way of ways) {
    const mark = { channel: way.channel, used: way.used, failing: way.used && (way.fails ?? 0) >= FAILING_FROM };
    const before = found.get(way.channel);
    const last_ok_ms = Math.max(before?.last_ok_ms ?? 0, way.last_ok_ms ?? 0) || null;
    const best = before && worth(before) > worth(mark) ? before : mark;
    found.set(way.channel, { ...best, last_ok_ms });
  }
  return [...found.values()];
}

function worth(mark: Pick<WayMark, 'used' | 'failing'>): number {
  return mark.used ? (mark.failing ? 1 : 2) : 0;
}

function advice(post: PostReadiness, marks: readonly WayMark[], channels: readonly ReachChannel[]): Advice {
  if (post.verdict === 'ready' || channels.length === 0) return 'none';
  if (!post.held) return 'fill';
  if (marks.some((mark) => mark.failing)) return 'mend';
  if (post.verdict === 'partly') return channels.some((one) => one === 'ntfy' || one === 'phone') ? 'second' : 'none';
  return post.online || marks.length > 0 ? 'set_up' : 'invite';
}

export type Filter = Verdict | 'all';

export interface Found {
  readonly lines: readonly Line[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

export function found(all: readonly Line[], words: string, filter: Filter): Found {
  const wanted = words.trim().toLowerCase();
  const counts = { not_ready: 0, partly: 0, ready: 0 };
  for (const one of all) counts[one.verdict] += 1;
  const fits = (one: Line): boolean =>
    (filter === 'all' || one.verdict === filter) &&
    `${one.short} ${one.name} ${one.posts.map((post) => post.title).join(' ')}`.toLowerCase().includes(wanted);
  return { lines: all.filter(fits), counts };
}
