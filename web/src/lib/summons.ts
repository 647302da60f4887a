/** Summonses as they are shown: what to answer, how long is left, and the board in the order of need. */
import type { Commands, RecipientCard, RingCard, SummonsCard } from './wire';

export type Answer = Omit<Commands['summons:answer']['ask'], 'id' | 'recipient'>;

/** Said here, and not yet known to be kept. It outlives the page: an answer is given once. */
export interface Waiting {
  readonly summons: string;
  readonly ask: Commands['summons:answer']['ask'];
}

/** How long one round of the ring sounds. */
export const ROUND_MS = 30_000;

export const ETA_MIN = [5, 15, 30] as const;

/** What rings still: not what I have answered here. */
export function unanswered(rings: readonly RingCard[], waiting: readonly Waiting[]): readonly RingCard[] {
  return rings.filter((ring) => waiting.every((one) => one.summons !== ring.summons));
}

/** What is kept of answers that wait, whatever another version of this page has written there. */
export function waitingOf(text: string): readonly Waiting[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? (found as readonly Waiting[]).filter((one) => typeof one.ask.id === 'string') : [];
  } catch {
    return [];
  }
}

/** The share of the time that is left, 1 to 0. */
export function leftShare(ring: Pick<RingCard, 't0_ms' | 'deadline_ms'>, now_ms: number): number {
  return Math.min(1, Math.max(0, (ring.deadline_ms - now_ms) / Math.max(1, ring.deadline_ms - ring.t0_ms)));
}

export type Group = 'waiting' | 'missed' | 'answered' | 'other';

const GROUPS: Readonly<Record<RecipientCard['outcome'], Group>> = {
  queued: 'waiting',
  ringing: 'waiting',
  missed: 'missed',
  acked: 'answered',
  declined: 'answered',
  represented: 'answered',
  acked_late: 'answered',
  declined_late: 'answered',
  represented_late: 'answered',
  cancelled: 'other',
  skipped: 'other',
};

export function groupOf(card: Pick<RecipientCard, 'outcome'>): Group {
  return GROUPS[card.outcome];
}

/** Of one summons: those of a group, whoever needs most first. */
export function ofGroup(cards: Iterable<RecipientCard>, summons: string, group: Group): readonly RecipientCard[] {
  const found = [...cards].filter((card) => card.summons === summons && groupOf(card) === group);
  return found.sort((a, b) =>
    group === 'answered' ? (a.first_answer_ms ?? 0) - (b.first_answer_ms ?? 0) : b.level - a.level || a.t0_ms - b.t0_ms,
  );
}

type Last = NonNullable<RecipientCard['last']>;
type Why = NonNullable<Last['result']>;
export type Tried = Exclude<Last['state'], 'claimed'> | Exclude<Why, ''> | 'calling' | 'asked' | 'rang' | 'spoken';

/** A telephone is not dialled anew, and a radio is the operator's. */
const OF_ITS_OWN: Readonly<Record<string, Tried>> = {
  'phone claimed': 'calling',
  'phone unknown': 'cut_off',
  'radio queued': 'asked',
  'radio claimed': 'asked', // Until it has been said on the air it is the operator's as well.
  'radio unknown': 'cut_off',
  'radio sent': 'spoken',
};
/** Whatever was known of it before. */
const FIRST: readonly Last['state'][] = ['unknown', 'shown', 'acted'];

/** What became of what was tried last, in one word: why, where that is known. */
export function triedOf({ channel, state, result }: Pick<Last, 'channel' | 'state' | 'result'>): Tried {
  const own = OF_ITS_OWN[`${channel} ${state}`];
  if (own) return own;
  if (state === 'claimed') return 'queued';
  if (result && !FIRST.includes(state)) return result;
  return channel === 'phone' && state === 'delivered' ? 'rang' : state;
}

/** Whose answer came last. */
export function latest(recipients: readonly RecipientCard[]): RecipientCard | null {
  const answered = recipients.filter((card) => groupOf(card) === 'answered');
  return answered.sort((a, b) => (b.first_answer_ms ?? 0) - (a.first_answer_ms ?? 0))[0] ?? null;
}

/** Who has not answered yet, of all summonses that go on. */
export function pending(summonses: readonly SummonsCard[], recipients: readonly RecipientCard[]): readonly RecipientCard[] {
  const open = new Set(summonses.filter((one) => one.state === 'open').map((one) => one.id));
  return recipients.filter((card) => open.has(card.summons) && groupOf(card) === 'waiting');
}

/** The newer of two cards of one recipient. */
export function newer(known: RecipientCard | undefined, card: RecipientCard): RecipientCard {
  return known && known.version > card.version ? known : card;
}

/** Those that go on, the newest first, and then those that are over. */
export function inOrder(cards: Iterable<SummonsCard>): readonly SummonsCard[] {
  return [...cards].sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || b.t0_ms - a.t0_ms);
}

/** "04:09" of what is left or went by. */
export function span(ms: number): string {
  const whole_s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(whole_s / 60))}:${two(whole_s % 60)}`;
}

/** What may still be said to a call: nothing to one that was called off, or that I was not rung for. */
export function sayable(call: { readonly summons: SummonsCard; readonly recipient: RecipientCard }): 'first' | 'late' | 'again' | null {
  const group = groupOf(call.recipient);
  if (call.summons.state === 'cancelled' || group === 'other') return null;
  return group === 'waiting' ? 'first' : group === 'missed' ? 'late' : 'again';
}

/** How far a summons that goes on is: who has answered, of whom it waits for or waited for in vain. A deputy who was sent is no second one. */
export function standing(summons: SummonsCard, recipients: readonly RecipientCard[]): { readonly answered: number; readonly of: number } {
  const own = recipients.filter((card) => card.summons === summons.id && !card.parent && groupOf(card) !== 'other');
  return { answered: own.filter((card) => groupOf(card) === 'answered').length, of: own.length };
}

/** The one to be looked at first: of those that go on, a real one before a drill, then the newest. */
export function running(summonses: readonly SummonsCard[]): SummonsCard | null {
  const open = summonses.filter((one) => one.state === 'open');
  return open.sort((a, b) => Number(a.drill ?? false) - Number(b.drill ?? false) || b.t0_ms - a.t0_ms)[0] ?? null;
}
