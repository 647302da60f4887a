/** Naming a post in a message: what is typed behind an @, who fits it, and who is named in the end. */
import type { PersonCard } from './wire';

const SHOWN_MAX = 6;

export interface Asked {
  /** Where the @ stands. */
  readonly at: number;
  readonly words: string;
}

/** Is a name being typed right before the caret? An @ inside a word, as in an address, asks for nobody. */
export function asked(text: string, caret: number): Asked | null {
  const match = /(?:^|[\s(])@([^\s@]{0,30})$/.exec(text.slice(0, caret));
  const words = match?.[1];
  return words === undefined ? null : { at: caret - words.length - 1, words };
}

/** Those whose agency or post begins so, or has a word that does. */
export function fitting(people: readonly PersonCard[], words: string): readonly PersonCard[] {
  const wanted = words.toLowerCase();
  const rank = (card: PersonCard): number => {
    const short = card.agency_short.toLowerCase();
    if (short.startsWith(wanted)) return 0;
    const all = `${short} ${card.agency} ${card.post}`.toLowerCase().split(/\s+/);
    return all.some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .filter((card) => rank(card) < 2)
    .sort((a, b) => rank(a) - rank(b) || a.agency_short.localeCompare(b.agency_short, 'id'))
    .slice(0, SHOWN_MAX);
}

/** The text with the name in the place of what was typed, and where the caret then stands. */
export function named(text: string, at: Asked, card: PersonCard): { readonly text: string; readonly caret: number } {
  const before = `${text.slice(0, at.at)}@${card.agency_short} `;
  const after = text.slice(at.at + 1 + at.words.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}

/** Of those who were picked, who still stands in the text. */
export function mentioned(text: string, picked: readonly PersonCard[]): string[] {
  return [...new Set(picked.filter((card) => text.includes(`@${card.agency_short}`)).map((card) => card.id))];
}
