import { expect, test } from 'vitest';
import { drafted, draftOf, draftsOf } from './report-draft';
import { EMPTY_FORM, splitBy } from './report-form';

const OF = { rollcall: 'r', id: 'e' };
const TYPED = { ...EMPTY_FORM, obstacle: 'Air na' };

test('a form is found as it was typed, one and by section', () => {
  const kept = JSON.stringify(drafted(drafted([], OF, TYPED), { ...OF, id: 'f' }, splitBy(TYPED, true)));
  expect(draftOf(draftsOf(kept), OF)).toEqual(TYPED);
  expect(draftOf(draftsOf(kept), { ...OF, id: 'f' })).toEqual(splitBy(TYPED, true));
  expect(draftOf(draftsOf(kept), { ...OF, rollcall: 's' })).toBeNull();
});

test('it is one that is typed on, and none once it is sent', () => {
  const more = drafted(drafted([], OF, TYPED), OF, { ...TYPED, obstacle: 'Air naik' });
  expect(more).toHaveLength(1);
  expect(draftOf(more, OF)?.obstacle).toBe('Air naik');
  expect(drafted(more, OF, null)).toEqual([]);
});

test('of those never sent only the newest stay', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].reduce((some, id) => drafted(some, { ...OF, id }, TYPED), draftsOf(''));
  expect(all.map(({ entry }) => entry)).toEqual(['b', 'c', 'd', 'e']);
});

test.each([
  'no JSON',
  '{}',
  '[null, 7]',
  JSON.stringify([{ rollcall: 'r', entry: 'e', filling: null }]),
  JSON.stringify([{ rollcall: 'r', entry: 'e', filling: { ...TYPED, attendance: 'gone' } }]),
  JSON.stringify([{ rollcall: 'r', entry: 'e', filling: { ...TYPED, figures: { wfo: 1 } } }]),
  JSON.stringify([{ rollcall: 'r', entry: 'e', filling: { ...TYPED, sections: { admin: TYPED.figures } } }]),
  JSON.stringify([{ rollcall: 'r', entry: 'e', filling: { ...TYPED, wants: 3 } }]),
  JSON.stringify([{ rollcall: 7, entry: 'e', filling: TYPED }]),
])('what is no form is passed over: %s', (kept) => {
  expect(draftsOf(kept)).toEqual([]);
});
