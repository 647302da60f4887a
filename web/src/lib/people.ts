/** Posts by their id. */
import type { PersonCard } from './wire';

export type People = ReadonlyMap<string, PersonCard>;

export function byId(cards: readonly PersonCard[]): People {
  return new Map(cards.map((card) => [card.id, card]));
}
