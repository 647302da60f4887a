import { expect, test } from 'vitest';
import { counted, EMPTY_FORM, figure, figuresOf, fillingOf, formOf, missingOf, splitBy, unsentOf } from './report-form';
import { entriesOf, following, foremost, groupOf, HARD_MS, missed, NOTHING, ofGroup, placeOf, SOFT_MS, told, turnTime } from './rollcall';
import type { EntryCard, RollCallCard } from './wire';

const CARD: RollCallCard = {
  ...{
    id: 'r',
    room: 'umum',
    title: 'Apel pagi',
    agenda: '',
    leader: 'walikota',
    net_control: 'walikota',
    mode: 'two_track',
    drill: false,
  },
  ...{ state: 'open', floor: null, talker: null, queue: [], count: 2, settled: 0, drafted_ms: 1, announced_ms: 2, opened_ms: 3 },
  ...{ paused_ms: null, closed_ms: null, signed_ms: null, signed_by: null, summons: null, version: 5 },
};

function entry(id: string, more: Partial<EntryCard> = {}): EntryCard {
  const of = { rollcall: 'r', post: id, agency: id, name: id, short: id, title: id, agency_class: 'kritikal', agency_kind: 'dinas' };
  return { ...of, id, place: 1, state: 'waiting', version: 1, ...more };
}

test('what comes twice or late does no harm', () => {
  const first = told(NOTHING, { rollcall: CARD, entries: [entry('bpbd', { version: 3, state: 'prefilled' })] });
  const late = told(first, { rollcall: { ...CARD, state: 'announced', version: 4 }, entries: [entry('bpbd', { version: 2 })] });
  expect(late.rollcalls.get('r')?.state).toBe('open');
  expect(entriesOf(late, 'r')[0]?.state).toBe('prefilled');
});

test('what goes on is looked at before what is over, and a real one before a drill', () => {
  const all = [
    { ...CARD, id: 'over', state: 'closed' as const, announced_ms: 9 },
    { ...CARD, id: 'drill', drill: true, announced_ms: 8 },
    CARD,
    { ...CARD, id: 'off', state: 'withdrawn' as const },
  ].reduce((boards, rollcall) => told(boards, { rollcall, entries: [] }), NOTHING);
  expect(foremost(all)?.id).toBe('r');
});

test('the missing stand in the order in which they are called', () => {
  const some = [entry('a', { place: 1 }), entry('b', { place: 2 }), entry('c', { place: 3, state: 'no_answer' })];
  expect(ofGroup({ ...CARD, queue: ['b', 'c'] }, some, 'missing').map((one) => one.id)).toEqual(['b', 'c', 'a']);
  expect(groupOf(entry('d', { state: 'reported_late' }))).toBe('done');
});

test.each<[EntryCard['state'], number, string]>([
  ['called', 5_000, 'calls'],
  ['reporting', SOFT_MS - 1, 'fine'],
  ['reporting', SOFT_MS, 'soft'],
  ['reporting', HARD_MS, 'hard'],
])('%s for %d ms is %s', (state, ms, face) => {
  expect(turnTime(CARD, entry('a', { state, since_ms: 1_000 }), 1_000 + ms).face).toBe(face);
});

test('a pause stops the time of a turn', () => {
  const one = entry('a', { state: 'reporting', since_ms: 1_000 });
  expect(turnTime({ ...CARD, paused_ms: 21_000 }, one, 500_000)).toEqual({ ms: 20_000, left_ms: 40_000, face: 'fine' });
});

test.each<[RollCallCard['state'], EntryCard | null, EntryCard | null, number, ReturnType<typeof following>]>([
  ['announced', null, null, 0, 'open'],
  ['open', null, entry('b'), 0, 'call'],
  ['open', entry('a', { state: 'called' }), entry('b'), 0, 'answered'],
  ['open', entry('a', { state: 'reporting' }), entry('b'), 0, 'next'],
  ['open', entry('a', { state: 'reporting' }), null, 2, 'finish'],
  ['open', null, null, 2, 'read_list'],
  ['open', null, null, 0, 'close'],
  ['paused', entry('a', { state: 'called' }), null, 0, 'resume'],
  ['closing', entry('a', { state: 'reporting' }), entry('b'), 0, 'close'],
  ['closed', null, null, 0, null],
  ['signed', null, null, 0, null],
])('%s: the step that follows', (state, now, next, nil, step) => {
  expect(following({ state }, { entry: now, next, nil })).toBe(step);
});

test('an older report gives its figures, and nothing of that day besides', () => {
  const older = {
    counts: [
      { section: 'admin' as const, wfo: 3 },
      { section: 'panti' as const, wfo: 4, sick: 1 },
    ],
    obstacle: 'Banjir',
  };
  const filling = fillingOf(older as Parameters<typeof fillingOf>[0], false);
  expect([filling.figures.wfo, filling.figures.sick, filling.obstacle]).toEqual([7, 1, null]);
  expect(fillingOf(formOf({ ...filling, obstacle: ' Banjir ' }), true).obstacle).toBe('Banjir');
});

test('sections are said one by one where a rule asks for them, and added up', () => {
  let filling = splitBy({ ...EMPTY_FORM, figures: { ...EMPTY_FORM.figures, wfo: 9 } }, true);
  expect(filling.figures.wfo).toBe(0);
  filling = counted(counted(filling, 'admin', 'wfo', 3), 'panti', 'sick', 2);
  expect([filling.figures.wfo, filling.figures.sick, figuresOf(filling, 'panti').sick]).toEqual([3, 2, 2]);
  const form = formOf(filling, ['pelayanan']);
  expect(form.counts?.map((one) => one.section)).toEqual(['admin', 'pelayanan', 'panti']);
  expect(fillingOf(form, true)).toEqual(filling);
  expect(formOf(splitBy(filling, false)).counts).toEqual([{ section: 'all', ...filling.figures }]);
});

test('what is chosen has to be said', () => {
  expect(missingOf(EMPTY_FORM)).toBeNull();
  expect(missingOf({ ...EMPTY_FORM, attendance: 'excused' })).toBe('reason');
  expect(missingOf({ ...EMPTY_FORM, obstacle: ' ' })).toBe('obstacle');
  expect(missingOf({ ...EMPTY_FORM, wants: '' })).toBe('wants');
});

test.each([
  ['', 0],
  ['-3', 0],
  ['12.7', 12],
  ['x', 0],
  ['9999999', 100_000],
])('%j typed is %d people', (typed, people) => {
  expect(figure(typed)).toBe(people);
});

test('what cannot be read of what was kept is nothing', () => {
  const one = { id: 'i', rollcall: 'r', entry: 'e', form: {}, said_ms: 1 };
  expect(unsentOf(JSON.stringify([one, null, { id: 'j' }]))).toEqual([one]);
  expect(unsentOf('{')).toEqual([]);
});

test('an entry goes one sooner or later, and no further than either end', () => {
  const of = { queue: ['a', 'b', 'c'] };
  expect(placeOf(of, 'a')).toEqual({ n: 1, of: 3, later: 'c' });
  expect(placeOf(of, 'b')).toEqual({ n: 2, of: 3, sooner: 'a', later: null });
  expect(placeOf(of, 'c')).toEqual({ n: 3, of: 3, sooner: 'b' });
  expect(placeOf(of, 'd')).toBeNull();
});

test('who was called in vain has missed his turn until he is called again or heard', () => {
  expect(missed(entry('bpbd'))).toBe(false);
  for (const state of ['no_answer', 'prefilled'] as const) expect(missed(entry('bpbd', { state, tries: 1 }))).toBe(true);
  for (const state of ['recalled', 'reporting', 'reported'] as const) expect(missed(entry('bpbd', { state, tries: 1 }))).toBe(false);
});
