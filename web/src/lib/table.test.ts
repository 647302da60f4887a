import { expect, test } from 'vitest';
import { held, NOW_MS, sample } from './directory-samples';
import { comers, complete, csvOfMoves, turns, type Move } from './reshuffle';
import { byLine, counted, countedByKind, csvOf, downloadOf, linesOf, rowsOf, tooLong } from './table';
import { COLUMNS, presentOf, templateOf, type AnyTable } from './templates';

test.each([
  ['comma', 'a,b\n1,2\n'],
  ['semicolon, and a mark at the beginning', '\ufeffa;b\r\n1;2\r\n'],
  ['tab, without an end', 'a\tb\n1\t2'],
  ['quotes', '"a","b"\n"1","2"\n\n'],
])('a table parted by %s', (_, text) => {
  expect(rowsOf(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a cell may hold the mark, a quote and a line', () => {
  const rows = [['a;b', 'say "x"', 'two\nlines', '']];
  expect(rowsOf(csvOf(rows))).toEqual(rows);
  expect(linesOf(' Post ;Name\n bpbd;;x\n')).toEqual([
    new Map([
      ['post', 'bpbd'],
      ['name', ''],
    ]),
  ]);
});

test('what is too long, in characters and on the wire', () => {
  expect([tooLong('x'.repeat(48_000)), tooLong('x'.repeat(48_001)), tooLong('🌊'.repeat(16_000)), tooLong('"'.repeat(33_000))]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test.each(Object.keys(COLUMNS) as AnyTable[])('the template of %s has a line as long as its heading', (table) => {
  const [head, ...lines] = templateOf(table);
  expect(lines.map((line) => line.length)).toEqual(lines.map(() => head?.length));
  expect(decodeURIComponent(downloadOf(templateOf(table)))).toContain('data:text/csv;charset=utf-8,\ufeff');
});

test('what is there now, as a table', () => {
  expect(
    presentOf('agencies', sample(), NOW_MS)
      .slice(1)
      .map((row) => [row[1], row[3]]),
  ).toEqual([
    ['BPBD', 'Kepala Pelaksana'],
    ['Dinkes', 'Kepala Dinas'],
  ]);
  expect(presentOf('posts', sample(), NOW_MS)[2]).toEqual(['bpbd', 'Sekretaris', 'head', '2', 'bpbd-sekretaris']);
  expect(presentOf('officials', sample(), NOW_MS).slice(1, 3)).toEqual([
    ['bpbd', 'Pejabat Uji Satu', '+62 81100000001', 'definitif', '', ''],
    ['dinkes', 'Pejabat Uji Dua', '+62 81100000002', 'definitif', '', ''],
  ]);
});

const move = (post: string, more: Partial<Move>): Move => ({
  id: post,
  post,
  from_post: '',
  name: '',
  phone: '',
  kind: 'definitif',
  ...more,
});
const shown = (moves: Move[], book = sample()): string[] =>
  turns(book, csvOfMoves(moves), NOW_MS).map(
    (turn) => `${turn.post}: ${turn.before?.name ?? '–'} → ${turn.after ? `${turn.after.kind} ${turn.after.name}` : '–'}`,
  );

test('two change places', () => {
  expect(shown([move('bpbd', { from_post: 'dinkes' }), move('dinkes', { from_post: 'bpbd' })])).toEqual([
    'bpbd: Pejabat Uji Satu → definitif Pejabat Uji Dua',
    'dinkes: Pejabat Uji Dua → definitif Pejabat Uji Satu',
  ]);
});

test('what is left vacant stands first', () => {
  expect(shown([move('bpbd-sekretaris', { from_post: 'dinkes' })])).toEqual([
    'dinkes: Pejabat Uji Dua → –',
    'bpbd-sekretaris: – → definitif Pejabat Uji Dua',
  ]);
});

test('who only acts keeps his own post; who is found by name or number leaves it', () => {
  expect(shown([move('dinkes', { from_post: 'bpbd', kind: 'plt' })])).toEqual(['dinkes: Pejabat Uji Dua → plt Pejabat Uji Satu']);
  expect(shown([move('bpbd-sekretaris', { phone: '0811-00000001' })])).toContain('bpbd: Pejabat Uji Satu → –');
  expect(shown([move('dinkes', { name: 'Pejabat Uji Baru' })])).toEqual(['dinkes: Pejabat Uji Dua → definitif Pejabat Uji Baru']);
});

test('a stand-in stays when the holder goes; a line that leads nowhere is left out', () => {
  const book = sample(held('x', 'dinkes', 'o3', { kind: 'plh' }));
  expect(shown([move('bpbd', { from_post: 'dinkes' })], book)).toContain('dinkes: Pejabat Uji Tiga → plh Pejabat Uji Tiga');
  expect(shown([move('tiada', { name: 'X' }), move('bpbd', { from_post: 'bpbd-sekretaris' })])).toEqual([]);
});

test('lines are complete with a post of their own and somebody who comes', () => {
  expect([
    complete([]),
    complete([move('bpbd', {})]),
    complete([move('bpbd', { name: 'X' })]),
    complete([move('bpbd', { name: 'X' }), move('bpbd', { name: 'Y' })]),
  ]).toEqual([false, false, true, false]);
});

test('whoever holds a post is known by it, another by name; who has neither cannot come', () => {
  expect(comers(sample(), NOW_MS).map((one) => [one.official.id, one.by.from_post, one.by.name])).toEqual([
    ['o1', 'bpbd', ''],
    ['o2', 'dinkes', ''],
    ['o3', '', 'Pejabat Uji Tiga'],
  ]);
});

test('counts and bad lines', () => {
  const line = (done: 'new' | 'same', line: number) => ({
    done,
    line,
    what: '',
    kind: line === 3 ? ('post' as const) : ('official' as const),
  });
  const all = [line('new', 2), line('new', 3), line('same', 4)];
  expect(counted(all)).toEqual({ new: 2, changed: 0, same: 1, ended: 0 });
  expect(countedByKind(all)).toEqual([
    { kind: 'post', counts: { new: 1, changed: 0, same: 0, ended: 0 } },
    { kind: 'official', counts: { new: 1, changed: 0, same: 1, ended: 0 } },
  ]);
  const bad = (line: number) => ({ line, column: '', value: '', why: 'empty' as const });
  expect(byLine([bad(3), bad(2)]).map((one) => one.line)).toEqual([2, 3]);
});
