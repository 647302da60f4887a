import { expect, it, test } from 'vitest';
import { askOf, keyOf, queryOf, seats, standing, stepped, type Cell, type Wish } from './past';
import type { CompareColumn, CompareRow, PastCard } from './wire';

const ROW: CompareRow = {
  post: 'bpbd',
  agency: 'bpbd',
  short: 'BPBD',
  name: 'Badan Penanggulangan Bencana Daerah',
  figures: { held: 2, present: 1, represented: 0, excused: 0, late: 0, absent: 1 },
  marks: ['present', null, 'absent'],
  ways: ['voice', null, null],
  form_s: [30, null, null],
  voice_s: [4, null, null],
};

function column(id: string): CompareColumn {
  const rollcall: PastCard = {
    id,
    room: 'rapat',
    title: 'Apel pagi',
    leader: 'walikota',
    mode: 'two_track',
    drill: false,
    state: 'signed',
    announced_ms: 0,
    opened_ms: 1,
    closed_ms: 2,
  };
  return { rollcall, figures: ROW.figures };
}

test.each<[Partial<Wish>, object, string]>([
  [{}, { last: 10 }, '?last=10'],
  [{ span: '30' }, { last: 30 }, '?last=30'],
  [{ span: 'month', month: '2026-11' }, { month: '2026-11' }, '?month=2026-11'],
  [
    { series: keyOf({ room: 'rapat', title: 'Apel pagi & sore' }) },
    { room: 'rapat', title: 'Apel pagi & sore', last: 10 },
    '?room=rapat&title=Apel%20pagi%20%26%20sore&last=10',
  ],
])('%o is asked for alike on the screen and as a file', (wish, asked, query) => {
  const whole: Wish = { series: '', span: '10', month: '', ...wish };
  expect(askOf(whole)).toEqual(asked);
  expect(queryOf(whole)).toBe(query);
});

it('tells of a row the newest first, and nothing of those it was not in', () => {
  const columns = ['a', 'b', 'c'].map(column);
  const found = seats(columns, ROW).map(({ column: one, mark, voice_s }) => [one.rollcall.id, mark, voice_s]);
  expect(found).toEqual([
    ['c', 'absent', null],
    ['a', 'present', 4],
  ]);
});

test.each<[string, Cell | null]>([
  ['ArrowUp', { row: 0, column: 1 }],
  ['ArrowDown', { row: 2, column: 1 }],
  ['ArrowLeft', { row: 1, column: 0 }],
  ['ArrowRight', { row: 1, column: 2 }],
  ['Home', { row: 1, column: 0 }],
  ['End', { row: 1, column: 3 }],
  ['PageUp', { row: 0, column: 1 }],
  ['PageDown', { row: 2, column: 1 }],
  ['Enter', null],
  ['toString', null],
])('%s leads to %o', (key, next) => {
  expect(stepped({ row: 1, column: 1 }, key, 3, 4)).toEqual(next);
});

it('stops at the edges, and stays in a map that became smaller', () => {
  const KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
  expect(KEYS.map((key) => stepped({ row: 0, column: 0 }, key, 1, 1))).toEqual([null, null, null, null]);
  expect(standing(null, 3, 10)).toEqual({ row: 0, column: 9 });
  expect(standing({ row: 2, column: 29 }, 2, 10)).toEqual({ row: 1, column: 9 });
});
