/** Past roll-calls as they are looked through: which are asked for, a row over time, and the way through a map of them. */
import type { CompareColumn, PastSeries, ReportForm, RollCallCompare } from './wire';
import { fillingOf, FIGURES, type Figure } from './report-form';

export const MARKS = ['present', 'represented', 'excused', 'late', 'absent'] as const;
export type Mark = (typeof MARKS)[number];

/** What an agency of such a mark was in its roll-call. */
export const STATES = {
  present: 'reported',
  represented: 'represented',
  excused: 'excused',
  late: 'reported_late',
  absent: 'absent',
} as const satisfies Record<Mark, string>;

export const SPANS = ['10', '30', 'month'] as const;
export type Span = (typeof SPANS)[number];

/** series: one of `keyOf`; empty: all. month: of the span that is one. */
export interface Wish {
  readonly series: string;
  readonly span: Span;
  readonly month: string;
}

export interface Asked {
  readonly room?: string;
  readonly title?: string;
  readonly last?: number;
  readonly month?: string;
}

/** A series by one word: no name of a room has a blank in it. */
export function keyOf({ room, title }: Pick<PastSeries, 'room' | 'title'>): string {
  return `${room} ${title}`;
}

/** Of which series. */
export function kindOf(series: string): Asked {
  if (series === '') return {};
  const at = series.indexOf(' ');
  return { room: series.slice(0, at), title: series.slice(at + 1) };
}

export function askOf({ series, span, month }: Wish): Asked {
  return { ...kindOf(series), ...(span === 'month' ? { month } : { last: Number(span) }) };
}

/** The same as a file. */
export function queryOf(wish: Wish): string {
  const asked = Object.entries(askOf(wish)).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `?${asked.join('&')}`;
}

type Row = RollCallCompare['rows'][number];

/** What became of a post in one of them. */
export interface Seat {
  readonly column: CompareColumn;
  readonly mark: Mark;
  readonly way: NonNullable<Row['ways'][number]> | null;
  readonly form_s: number | null;
  readonly voice_s: number | null;
}

export function seatAt(columns: readonly CompareColumn[], row: Row, n: number): Seat | null {
  const column = columns[n];
  const mark = row.marks[n];
  if (!column || !mark) return null;
  return { column, mark, way: row.ways[n] ?? null, form_s: row.form_s[n] ?? null, voice_s: row.voice_s[n] ?? null };
}

/** All of a row, the newest first. */
export function seats(columns: readonly CompareColumn[], row: Row): readonly Seat[] {
  return columns
    .map((_, n) => seatAt(columns, row, n))
    .filter((one) => one !== null)
    .reverse();
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

const STEPS: Readonly<Record<string, (at: Cell, rows: number, columns: number) => Cell>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, _, columns) => ({ row, column: columns - 1 }),
  PageUp: ({ column }) => ({ row: 0, column }),
  PageDown: ({ column }, rows) => ({ row: rows - 1, column }),
};

/** Where a key leads to from a cell; null: it is none of those, or there is no further. */
export function stepped(at: Cell, key: string, rows: number, columns: number): Cell | null {
  const next = Object.hasOwn(STEPS, key) ? STEPS[key]?.(at, rows, columns) : undefined;
  if (!next || next.row < 0 || next.row >= rows || next.column < 0 || next.column >= columns) return null;
  return next;
}

/** The cell that Tab reaches: the one that was reached last, as far as it is still there; at first the newest of the first row. */
export function standing(at: Cell | null, rows: number, columns: number): Cell {
  const { row, column } = at ?? { row: 0, column: columns - 1 };
  return { row: Math.min(row, rows - 1), column: Math.min(column, columns - 1) };
}

/** What a form counted, without what is none. */
export function figuresIn(form: ReportForm): readonly (readonly [Figure, number])[] {
  const { figures } = fillingOf(form, true);
  return FIGURES.map((one) => [one, figures[one]] as const).filter(([, n]) => n > 0);
}
