/** Who may come in the place of somebody who is called: his own agency first, those on duty last; never who calls, nor machines. */
import type { People } from './people';
import type { PersonCard } from './wire';

const NEVER: readonly PersonCard['role'][] = ['device', 'administrator'];

export interface Wanted {
  /** Who is called. */
  readonly head: PersonCard | null;
  readonly caller: string;
  readonly words: string;
}

export function deputies(people: People, { head, caller, words }: Wanted): readonly PersonCard[] {
  const wanted = words.trim().toLowerCase();
  const found = [...people.values()].filter(
    (one) =>
      one.id !== head?.id &&
      one.id !== caller &&
      !NEVER.includes(one.role) &&
      `${one.agency_short} ${one.agency} ${one.post}`.toLowerCase().includes(wanted),
  );
  const rank = (one: PersonCard): number => (one.agency === head?.agency ? 0 : one.role === 'operator' ? 2 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Whoever may have been heard for a post: it first, then the others of its agency. */
export function agencyOf(people: People, post: string): readonly PersonCard[] {
  const called = people.get(post);
  const beside = [...people.values()].filter((one) => one.id !== post && one.role === 'head' && one.agency === called?.agency);
  return called ? [called, ...beside] : [];
}
