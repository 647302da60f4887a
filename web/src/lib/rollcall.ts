/** A roll-call (apel) as a page sees it: the newest card of each, the form, whose turn it is, and who is still missing. */
import type { EntryCard, RollCallCard, RollCallNow } from './wire';

export interface Boards {
  readonly rollcalls: ReadonlyMap<string, RollCallCard>;
  /** By roll-call and entry. */
  readonly entries: ReadonlyMap<string, EntryCard>;
}

export const NOTHING: Boards = { rollcalls: new Map(), entries: new Map() };

const ACTIVE: readonly RollCallCard['state'][] = ['announced', 'open', 'paused', 'closing'];
const ON_FLOOR: readonly EntryCard['state'][] = ['called', 'recalled', 'reporting'];
/** How long a head may report before those at the board are told, and how long at most without a word from them. */
export const SOFT_MS = 60_000;
export const HARD_MS = 180_000;

/** A card with a higher version takes the place of another, in whatever order they come. */
export function told(boards: Boards, { rollcall, entries }: RollCallNow): Boards {
  const kept = new Map(boards.entries);
  for (const one of entries) {
    const key = `${rollcall.id} ${one.id}`;
    if ((kept.get(key)?.version ?? 0) <= one.version) kept.set(key, one);
  }
  const known = boards.rollcalls.get(rollcall.id);
  if (known && known.version > rollcall.version) return { ...boards, entries: kept };
  return { rollcalls: new Map(boards.rollcalls).set(rollcall.id, rollcall), entries: kept };
}

export function isActive({ state }: Pick<RollCallCard, 'state'>): boolean {
  return ACTIVE.includes(state);
}

/** In the order in which they were announced. */
export function entriesOf(boards: Boards, rollcall: string): readonly EntryCard[] {
  return [...boards.entries.values()].filter((one) => one.rollcall === rollcall).sort((a, b) => a.place - b.place);
}

/** The one to be looked at: what goes on, a real one before a drill, then what was closed last. */
export function foremost(boards: Boards): RollCallCard | null {
  const shown = [...boards.rollcalls.values()].filter((one) => isActive(one) || one.state === 'closed' || one.state === 'signed');
  const since = (one: RollCallCard): number => one.announced_ms ?? one.drafted_ms;
  return (
    shown.sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || Number(a.drill) - Number(b.drill) || since(b) - since(a))[0] ?? null
  );
}

export function onFloor({ state }: Pick<EntryCard, 'state'>): boolean {
  return ON_FLOOR.includes(state);
}

/** turn: it has it. missing: not heard yet. next: heard by its form, still to be called or read. done: settled. */
export type Group = 'turn' | 'missing' | 'next' | 'done';
export const GROUPS = ['missing', 'next', 'done'] as const satisfies readonly Group[];

export function groupOf(entry: EntryCard): Group {
  if (onFloor(entry)) return 'turn';
  if (entry.state === 'waiting' || entry.state === 'no_answer' || entry.state === 'absent') return 'missing';
  return entry.state === 'prefilled' ? 'next' : 'done';
}

/** It was called in vain, and is not through: it may be called again. */
export function missed(entry: EntryCard): boolean {
  const group = groupOf(entry);
  return (entry.tries ?? 0) > 0 && (group === 'missing' || group === 'next');
}

/** Those that are called next in front, in their order. */
export function ofGroup(card: RollCallCard, entries: readonly EntryCard[], group: Group): readonly EntryCard[] {
  const rank = (one: EntryCard): number => {
    const at = card.queue.indexOf(one.id);
    return at < 0 ? card.queue.length : at;
  };
  return entries.filter((one) => groupOf(one) === group).sort((a, b) => rank(a) - rank(b) || a.place - b.place);
}

/** Its place among those still to be called, null: it has none. sooner, later: before whom it then goes (null: the end), where it can. */
export function placeOf(
  { queue }: Pick<RollCallCard, 'queue'>,
  entry: string,
): { readonly n: number; readonly of: number; readonly sooner?: string; readonly later?: string | null } | null {
  const at = queue.indexOf(entry);
  if (at < 0) return null;
  const place = { n: at + 1, of: queue.length };
  const sooner = queue[at - 1];
  return {
    ...place,
    ...(sooner === undefined ? {} : { sooner }),
    ...(at + 1 < queue.length ? { later: queue[at + 2] ?? null } : {}),
  };
}

/** Why an entry is talked with; null: it has nothing to talk about. */
export function matter({ report, picked, emergency }: EntryCard): 'emergency' | 'wants' | 'obstacle' | 'picked' | null {
  if (emergency || report?.form.urgent) return 'emergency';
  if (report?.form.wants) return 'wants';
  if (report?.form.obstacle) return 'obstacle';
  return picked ? 'picked' : null;
}

/** How long its turn has lasted, and how it stands with its time. A pause stands still. */
export function turnTime(
  card: RollCallCard,
  entry: EntryCard,
  now_ms: number,
): { readonly ms: number; readonly left_ms: number; readonly face: 'calls' | 'fine' | 'soft' | 'hard' } {
  const until_ms = card.paused_ms ?? now_ms;
  const ms = Math.max(0, until_ms - (entry.since_ms ?? until_ms));
  const face = entry.state !== 'reporting' ? 'calls' : ms < SOFT_MS ? 'fine' : ms < HARD_MS ? 'soft' : 'hard';
  return { ms, left_ms: Math.max(0, SOFT_MS - ms), face };
}

/** What is asked of who runs it. */
export interface Around {
  /** Who has the turn, and who comes next. */
  readonly entry: EntryCard | null;
  readonly next: EntryCard | null;
  /** So many have nothing to talk about, and are read out as a list. */
  readonly nil: number;
}

/** The one step that follows now; null: none. */
export function following(
  { state }: Pick<RollCallCard, 'state'>,
  around: Around,
): 'open' | 'resume' | 'answered' | 'close' | 'next' | 'call' | 'finish' | 'read_list' | null {
  if (state === 'announced') return 'open';
  if (state === 'paused') return 'resume';
  return state === 'open' || state === 'closing' ? running(state, around) : null;
}

function running(state: 'open' | 'closing', { entry, next, nil }: Around): 'answered' | 'close' | 'next' | 'call' | 'finish' | 'read_list' {
  if (entry && entry.state !== 'reporting') return 'answered';
  if (state === 'closing') return 'close';
  if (next) return entry ? 'next' : 'call';
  if (entry) return 'finish';
  return nil > 0 ? 'read_list' : 'close';
}
