/** What Ctrl+K finds: rooms, posts and actions, the best fit first. */
export interface Findable {
  readonly kind: 'room' | 'person' | 'action';
  readonly id: string;
  readonly text: string;
  readonly line: string;
}

export const FOUND_MAX = 8;
const ORDER: readonly Findable['kind'][] = ['room', 'action', 'person'];

/** Every word must begin a word of it. Without words: rooms and actions, which are few. */
export function matches(all: readonly Findable[], words: string): readonly Findable[] {
  const wanted = split(words);
  const fit = all.filter((one) => (wanted.length === 0 ? one.kind !== 'person' : rank(one, wanted) < 2));
  return fit.sort((a, b) => rank(a, wanted) - rank(b, wanted) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)).slice(0, FOUND_MAX);
}

/** 0: its name begins so; 1: all words are in it; 2: not. */
function rank(one: Findable, wanted: readonly string[]): number {
  if (one.text.toLowerCase().startsWith(wanted.join(' '))) return 0;
  const parts = split(`${one.text} ${one.line}`);
  return wanted.every((word) => parts.some((part) => part.startsWith(word))) ? 1 : 2;
}

function split(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,.()–-]+/)
    .filter((word) => word !== '');
}
