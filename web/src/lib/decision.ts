/** Decisions (keputusan) as a page sees them: the newest card of each, which press most, and what a new one lacks. */
import type { DecisionCard } from './wire';

export type Decisions = ReadonlyMap<string, DecisionCard>;
export type State = DecisionCard['state'];
export type Priority = DecisionCard['priority'];

export const LINES_MAX = 2;
export const TEXT_MAX = 240;
export const EVIDENCE_MAX = 500;
export const PRIORITIES = ['low', 'normal', 'high'] as const satisfies readonly Priority[];
/** Of those that are not over. */
export const STATES = ['open', 'accepted', 'done', 'reopened'] as const satisfies readonly State[];
const RANK: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };
const DAY_MS = 86_400_000;

/** A card with a higher version takes the place of another, in whatever order they come. */
export function noted(all: Decisions, card: DecisionCard): Decisions {
  const known = all.get(card.id);
  return known && known.version > card.version ? all : new Map(all).set(card.id, card);
}

export function isOver({ state }: Pick<DecisionCard, 'state'>): boolean {
  return state === 'verified' || state === 'cancelled';
}

/** Its owner has still to say that he does it. */
export function awaits({ state }: Pick<DecisionCard, 'state'>): boolean {
  return state === 'open' || state === 'reopened';
}

/** Its day is over, and it is not done. today: of the city, as due_day is written. */
export function isOverdue({ due_day, state }: Pick<DecisionCard, 'due_day' | 'state'>, today: string): boolean {
  return due_day < today && state !== 'done' && !isOver({ state });
}

/** Those that are not over, the most pressing first. */
export function pressing(all: Decisions): readonly DecisionCard[] {
  return [...all.values()]
    .filter((one) => !isOver(one))
    .sort((a, b) => (a.due_day < b.due_day ? -1 : a.due_day > b.due_day ? 1 : RANK[a.priority] - RANK[b.priority] || a.at_ms - b.at_ms));
}

/** overdue before all others; done: to be verified. */
export type Group = 'overdue' | 'unaccepted' | 'done' | 'running';
export const GROUPS = ['overdue', 'unaccepted', 'done', 'running'] as const satisfies readonly Group[];

export function groupOf(one: DecisionCard, today: string): Group {
  if (isOverdue(one, today)) return 'overdue';
  if (awaits(one)) return 'unaccepted';
  return one.state === 'done' ? 'done' : 'running';
}

/** owner, state: empty is any. */
export interface Filter {
  readonly owner: string;
  readonly state: State | '';
  readonly overdue: boolean;
}

export const ANY: Filter = { owner: '', state: '', overdue: false };

export function filtered(all: readonly DecisionCard[], filter: Filter, today: string): readonly DecisionCard[] {
  return all.filter(
    (one) =>
      (filter.owner === '' || one.owner === filter.owner) &&
      (filter.state === '' || one.state === filter.state) &&
      (!filter.overdue || isOverdue(one, today)),
  );
}

/** What the hub is asked for as a file: the same ones. */
export function queryOf({ owner, state, overdue }: Filter): string {
  const asked = [owner && `owner=${owner}`, state && `state=${state}`, overdue && 'overdue=1'].filter(Boolean);
  return asked.length === 0 ? '' : `?${asked.join('&')}`;
}

/** Whole days since it was made. */
export function ageDays({ at_ms }: Pick<DecisionCard, 'at_ms'>, now_ms: number): number {
  return Math.max(0, Math.floor((now_ms - at_ms) / DAY_MS));
}

/** A decision that is being written down. */
export interface Draft {
  readonly text: string;
  readonly owner: string | null;
  readonly due_day: string;
  readonly priority: Priority;
  readonly ring: boolean;
}

/** What it lacks, or has too much of; null: nothing. */
export function lackOf({ text, owner, due_day }: Draft, today: string): 'text' | 'lines' | 'owner' | 'due' | 'past' | null {
  if (text.trim() === '') return 'text';
  if (text.trim().split('\n').length > LINES_MAX) return 'lines';
  if (owner === null) return 'owner';
  if (!/^20\d\d-\d\d-\d\d$/.test(due_day)) return 'due';
  return due_day < today ? 'past' : null;
}

/** The last thing that was said of it: what its owner has done, or why it is open again. */
export function lastSaid({ did = [] }: Pick<DecisionCard, 'did'>): NonNullable<DecisionCard['did']>[number] | null {
  return did.findLast((one) => one.act === 'done' || one.act === 'reopen' || one.act === 'cancel') ?? null;
}
