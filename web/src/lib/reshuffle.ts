/** A mutasi: its lines made on the screen or read from a table, and who holds what before and after it. */
import { holders, holdings, inForce, type Assignment, type Book, type Kind, type Official } from './directory';
import { phoneOf } from './directory-check';
import { csvOf, linesOf, rowsOf } from './table';
import { COLUMNS } from './templates';

/** Somebody comes into a post: who held another until then, or one by name. */
export interface Move {
  readonly id: string;
  readonly post: string;
  readonly from_post: string;
  readonly name: string;
  readonly phone: string;
  readonly kind: Kind;
}

/** Who is in a post, and how. */
export interface Seat {
  readonly name: string;
  readonly kind: Kind;
}

export interface Turn {
  readonly post: string;
  readonly before: Seat | null;
  readonly after: Seat | null;
}

/** The columns by their Indonesian names, as the hub reads them. */
const WORDS = { jabatan: 'post', jabatan_asal: 'from_post', nama: 'name', telepon: 'phone', hp: 'phone', status: 'kind' };
const KINDS: readonly string[] = ['definitif', 'plt', 'plh'];

export function csvOfMoves(moves: readonly Move[]): string {
  const head = [...COLUMNS.reshuffle.needed, ...COLUMNS.reshuffle.more];
  return csvOf([head, ...moves.map((one) => [one.post, one.from_post, one.name, one.phone, one.kind])]);
}

/** Who may be put into a post, and how a line says who he is: by the post he holds, or by name and number. */
export interface Comer {
  readonly official: Official;
  readonly by: Pick<Move, 'from_post' | 'name' | 'phone'>;
}

export function comers(book: Book, at_ms: number): readonly Comer[] {
  return [...book.officials.values()].flatMap((official) => {
    const post = holdings(book, official.id, at_ms).find((one) => one.kind === 'definitif')?.post ?? '';
    if (!official.active || (post === '' && official.name === '')) return [];
    return [
      {
        official,
        by: post === '' ? { from_post: '', name: official.name, phone: official.phone } : { from_post: post, name: '', phone: '' },
      },
    ];
  });
}

/** Can it be sent: each line has its post, and who comes? */
export function complete(moves: readonly Move[]): boolean {
  const posts = new Set(moves.map((one) => one.post));
  return (
    moves.length > 0 && posts.size === moves.length && moves.every((one) => one.post !== '' && (one.from_post !== '' || one.name !== ''))
  );
}

/** What a table would do, post by post: those who take part, and those who are left without anybody first. */
export function turns(book: Book, csv: string, at_ms: number): readonly Turn[] {
  const seats = seated(book, csv, at_ms);
  const touched = [...seats.keys()];
  const all = touched.map((post) => ({ post, before: seat(book, holders(book, post, at_ms)[0]), after: seats.get(post) ?? null }));
  return all.toSorted((a, b) => Number(a.after !== null) - Number(b.after !== null));
}

/** Every post that somebody comes into or leaves, and who is in it afterwards. */
function seated(book: Book, csv: string, at_ms: number): ReadonlyMap<string, Seat | null> {
  const coming = new Map<string, Seat>();
  const left = new Set<string>();
  for (const line of rowsOf(csv).length > 1 ? linesOf(csv, WORDS) : []) {
    const post = line.get('post') ?? '';
    const who = mover(book, line, at_ms);
    if (!book.posts.has(post) || who === null) continue;
    const kind = kindOf(line.get('kind') ?? '');
    coming.set(post, { name: who.name, kind });
    if (who.id !== null && kind === 'definitif') for (const one of own(book, who.id, at_ms)) left.add(one.post);
  }
  const remaining = [...left].filter((post) => !coming.has(post)).map((post) => [post, stays(book, post, at_ms)] as const);
  return new Map<string, Seat | null>([...remaining, ...coming]);
}

/** A stand-in stays when the holder goes. */
function stays(book: Book, post: string, at_ms: number): Seat | null {
  return seat(
    book,
    holders(book, post, at_ms).find((one) => one.kind !== 'definitif'),
  );
}

function own(book: Book, official: string, at_ms: number): readonly Assignment[] {
  return (book.of_official.get(official) ?? []).filter((one) => one.kind === 'definitif' && inForce(one, at_ms));
}

/** One who comes; no id: he is new. */
interface Mover {
  readonly id: string | null;
  readonly name: string;
}

/** Who comes, as the hub finds him: by the post he holds, by his number, or by his name. */
function mover(book: Book, line: ReadonlyMap<string, string>, at_ms: number): Mover | null {
  const cell = (column: string): string => line.get(column) ?? '';
  if (cell('from_post') === '') return named(book, cell('name'), phoneOf(cell('phone')) ?? '');
  const held = holders(book, cell('from_post'), at_ms).find((one) => one.kind === 'definitif');
  return held ? { id: held.official, name: nameOf(book, held) } : null;
}

function named(book: Book, name: string, phone: string): Mover | null {
  if (name === '' && phone === '') return null;
  const known = [...book.officials.values()].find((one) => (phone === '' ? one.name === name : one.phone === phone));
  return known ? { id: known.id, name: name === '' ? known.name : name } : { id: null, name };
}

function kindOf(text: string): Kind {
  const kind = text.toLowerCase();
  return KINDS.includes(kind) ? (kind as Kind) : 'definitif';
}

function seat(book: Book, one: Assignment | undefined): Seat | null {
  return one ? { name: nameOf(book, one), kind: one.kind } : null;
}

function nameOf(book: Book, one: Assignment): string {
  return book.officials.get(one.official)?.name ?? '';
}
