/** Who of those at the board has somebody in hand, and what falls silent by it. */
import type { DutyCall, RecipientCard } from './wire';

type Row = Pick<RecipientCard, 'held' | 'radio_ms'>;

export type Hand = 'free' | 'mine' | 'theirs';

export function handOf(card: Pick<RecipientCard, 'held'>, me: string | null): Hand {
  if (!card.held) return 'free';
  return card.held.by === me ? 'mine' : 'theirs';
}

/** Nothing sounds here for whom another has in hand; to whoever has him, only what came after he took him. */
export function quiet(card: Row, me: string | null): boolean {
  if (!card.held) return false;
  return card.held.by !== me || card.held.at_ms >= (card.radio_ms ?? 0);
}

/** Of whom those on duty were told: who has not answered yet. Whose card is not known is still asked for. */
export function unanswered(call: DutyCall, cards: readonly RecipientCard[]): readonly string[] {
  const answered = cards.filter((card) => card.summons === call.summons.id && (card.answer ?? null) !== null).map((card) => card.post);
  return call.posts.filter((post) => !answered.includes(post));
}

/** Does it concern me that those on duty are told? Not when others have all of them in hand. */
export function sounds(call: DutyCall, cards: readonly RecipientCard[], me: string | null): boolean {
  const theirs = cards.filter((card) => card.summons === call.summons.id && handOf(card, me) === 'theirs').map((card) => card.post);
  return call.posts.some((post) => !theirs.includes(post));
}
