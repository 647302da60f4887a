/**
 * What is in a text: words, links, names, and characters that turn the direction of writing.
 *
 * Those characters (U+202A to U+202E, U+2066 to U+2069) can make a text or an address read other
 * than it is, so they are shown by name and do nothing. Only http and https become links.
 */
export type Piece =
  { readonly is: 'words' | 'name' | 'turn'; readonly text: string } | { readonly is: 'link'; readonly text: string; readonly href: string };

const TURNS = /[\u202A-\u202E\u2066-\u2069]/;
const LINK = /https?:\/\/[^\s<>"“”\u202A-\u202E\u2066-\u2069]+/gi;
const TRAILING = /[.,;:!?'’”»…]+$/;

/** names: as they stand behind an @. */
export function pieces(text: string, names: readonly string[] = []): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const href = trimmed(match[0]);
    if (!/^https?:\/\/[^/?#]/i.test(href)) continue;
    found.push(...named(text.slice(from, match.index), names), { is: 'link', text: href, href });
    from = match.index + href.length;
  }
  return [...found, ...named(text.slice(from), names)];
}

/** A sentence's own full stop or bracket does not belong to the address in it. */
function trimmed(link: string): string {
  const bare = link.replace(TRAILING, '');
  if (bare.endsWith(')') && !bare.includes('(')) return trimmed(bare.slice(0, -1));
  return bare;
}

function named(text: string, names: readonly string[]): readonly Piece[] {
  const places = names.filter((name) => name !== '').map((name) => ({ name, at: text.indexOf(`@${name}`) }));
  const [first] = places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at || b.name.length - a.name.length);
  if (!first) return plain(text);
  const end = first.at + 1 + first.name.length;
  return [...plain(text.slice(0, first.at)), { is: 'name', text: `@${first.name}` }, ...named(text.slice(end), names)];
}

function plain(text: string): readonly Piece[] {
  return text
    .split(/([\u202A-\u202E\u2066-\u2069])/)
    .filter((part) => part !== '')
    .map((part) => (TURNS.test(part) ? { is: 'turn', text: `⟨U+${hex(part)}⟩` } : { is: 'words', text: part }));
}

/** The same on one line, for a list or a quote. */
export function flat(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
}
