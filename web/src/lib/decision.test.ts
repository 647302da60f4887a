import { expect, test } from 'vitest';
import {
  ageDays,
  ANY,
  filtered,
  groupOf,
  isOverdue,
  lackOf,
  lastSaid,
  noted,
  pressing,
  queryOf,
  type Draft,
  type Filter,
  type Group,
  type State,
} from './decision';
import { empty } from './keyed';
import type { DecisionCard } from './wire';

const TODAY = '2026-11-24';

function card(id: string, more: Partial<DecisionCard> = {}): DecisionCard {
  const of = { text: 'Kirim genset', owner: 'bpbd', owner_agency: 'bpbd', owner_name: 'BPBD', by: 'walikota', at_ms: 0 };
  return { ...of, id, due_day: TODAY, priority: 'normal', state: 'open', overdue: false, version: 1, ...more };
}

const board = (...cards: DecisionCard[]): readonly DecisionCard[] => pressing(cards.reduce(noted, empty<DecisionCard>()));
const ids = (cards: readonly DecisionCard[]): string => cards.map(({ id }) => id).join('');

test('what comes twice or late does no harm', () => {
  const cards = board(card('a', { version: 3, state: 'accepted' }), card('a', { version: 2 }));
  expect(cards.map(({ state }) => state)).toEqual(['accepted']);
});

test('the most pressing stands first, and what is over not at all', () => {
  const cards = board(
    card('d', { priority: 'low' }),
    card('c', { at_ms: 2 }),
    card('b', { at_ms: 1 }),
    card('a', { priority: 'high', at_ms: 3 }),
    card('x', { state: 'verified' }),
    card('y', { state: 'cancelled' }),
    card('0', { due_day: '2026-11-23', priority: 'low' }),
  );
  expect(ids(cards)).toBe('0abcd');
});

test.each<[string, State, Group]>([
  ['2026-11-23', 'open', 'overdue'],
  ['2026-11-23', 'accepted', 'overdue'],
  ['2026-11-23', 'done', 'done'],
  [TODAY, 'open', 'unaccepted'],
  [TODAY, 'reopened', 'unaccepted'],
  [TODAY, 'accepted', 'running'],
])('due %s and %s is %s', (due_day, state, group) => {
  expect(groupOf(card('a', { due_day, state }), TODAY)).toBe(group);
});

test('what is over is never overdue', () => {
  expect(isOverdue(card('a', { due_day: '2020-01-01', state: 'verified' }), TODAY)).toBe(false);
});

test.each<[Partial<Filter>, string, string]>([
  [{}, 'abc', ''],
  [{ owner: 'bpbd' }, 'ac', '?owner=bpbd'],
  [{ state: 'done' }, 'c', '?state=done'],
  [{ owner: 'dinkes', overdue: true }, 'b', '?owner=dinkes&overdue=1'],
  [{ owner: 'dlh' }, '', '?owner=dlh'],
])('%j', (asked, found, query) => {
  const all = [card('a'), card('b', { owner: 'dinkes', due_day: '2026-11-01' }), card('c', { state: 'done', due_day: '2026-11-01' })];
  const filter = { ...ANY, ...asked };
  expect(ids(filtered(all, filter, TODAY))).toBe(found);
  expect(queryOf(filter)).toBe(query);
});

test.each<[Partial<Draft>, ReturnType<typeof lackOf>]>([
  [{}, null],
  [{ text: 'satu\ndua' }, null],
  [{ text: ' \n ' }, 'text'],
  [{ text: 'satu\ndua\ntiga' }, 'lines'],
  [{ owner: null }, 'owner'],
  [{ due_day: '' }, 'due'],
  [{ due_day: '2026-11-23' }, 'past'],
])('%j lacks %s', (more, lack) => {
  const draft: Draft = { text: 'Kirim genset', owner: 'bpbd', due_day: TODAY, priority: 'normal', ring: true };
  expect(lackOf({ ...draft, ...more }, TODAY)).toBe(lack);
});

test('its age is in whole days, and what was said last is what counts', () => {
  expect(ageDays({ at_ms: 0 }, 2 * 86_400_000 + 5)).toBe(2);
  const did = (['accept', 'done', 'reopen', 'accept'] as const).map((act, at_ms) => ({
    id: `${at_ms}`,
    act,
    at_ms,
    by: 'bpbd',
    text: act,
  }));
  expect(lastSaid({ did })?.act).toBe('reopen');
  expect(lastSaid({})).toBeNull();
});
