/** Tables as text: reading and writing CSV, what may be sent at once, and what a hub says of one. */
import type { Change, Problem } from './wire';

export type Rows = readonly (readonly string[])[];

export const CHARS_MAX = 48_000;
/** What goes over the socket at once, less what stands around a table. */
const BYTES_MAX = 65_000;
const DELIMITERS = [',', ';', '\t'];

export type Done = Change['done'];

/** Is it too long to be sent? Of what is written with marks and accents less fits than of plain letters. */
export function tooLong(text: string): boolean {
  return Array.from(text).length > CHARS_MAX || packed_bytes(text) > BYTES_MAX;
}

/** Parted by comma, semicolon or tab, whichever the first line has most of; as the hub reads it. */
export function rowsOf(text: string): Rows {
  const plain = text.replace(/^\ufeff/, '');
  const first = plain.split('\n', 1)[0] ?? '';
  const times = (mark: string): number => first.split(mark).length;
  const delimiter = DELIMITERS.reduce((best, mark) => (times(mark) > times(best) ? mark : best));
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter}\\r\\n]*))(${delimiter}|\\r?\\n|\\r|$)`, 'gy');
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [whole, quoted, bare = '', end] of plain.matchAll(cell)) {
    if (whole === '' && row.length === 0) continue; // The end.
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === delimiter) continue;
    if (row.some((text) => text.trim() !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

/** Each line under its heading, by the column's name. words: what some are called otherwise. */
export function linesOf(text: string, words: Readonly<Record<string, string>> = {}): readonly ReadonlyMap<string, string>[] {
  const [head = [], ...body] = rowsOf(text);
  const names = head.map((name) => {
    const plain = name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '_');
    return words[plain] ?? plain;
  });
  return body.map((row) => new Map(names.map((name, place) => [name, row[place]?.trim() ?? ''])));
}

export function csvOf(rows: Rows, delimiter = ';'): string {
  const cell = (text: string): string => (/[";,\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(delimiter)}\r\n`).join('');
}

/** For a spreadsheet: the mark at the beginning tells it that this is UTF-8. */
export function downloadOf(rows: Rows): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${csvOf(rows)}`)}`;
}

export function counted(changes: readonly Change[]): Readonly<Record<Done, number>> {
  const counts: Record<Done, number> = { new: 0, changed: 0, same: 0, ended: 0 };
  for (const { done } of changes) counts[done] += 1;
  return counts;
}

const KINDS = ['agency', 'post', 'official', 'assignment'] as const satisfies readonly Change['kind'][];

/** Of each kind of entry apart: one line may be a new official and put him into a post. */
export function countedByKind(
  changes: readonly Change[],
): readonly { readonly kind: Change['kind']; readonly counts: Readonly<Record<Done, number>> }[] {
  return KINDS.map((kind) => ({ kind, of: changes.filter((one) => one.kind === kind) }))
    .filter(({ of }) => of.length > 0)
    .map(({ kind, of }) => ({ kind, counts: counted(of) }));
}

/** The bad lines from the first to the last; those of one line together. */
export function byLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line);
}

/** As JSON in UTF-8. */
function packed_bytes(text: string): number {
  let bytes = 2;
  for (const char of JSON.stringify(text).slice(1, -1)) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
