import { expect, test } from 'vitest';
import { added, asked, changed, differs, doubtsAt, draftOf, inOrder, firstOf, flawsAt, removed } from './ladder';
import type { LadderCard } from './wire';

const CARD: LadderCard = {
  profile: 'darurat',
  version: 3,
  rungs: [
    { after_s: 0, act: 'ring' },
    { after_s: 60, act: 'radio' },
    { after_s: 90, act: 'deputy' },
  ],
  repeat_s: 15,
  deadline_s: 300,
  waits_for_office: false,
  heeds_leave: false,
  at_ms: 1,
  author: 'admin',
};

test('a step that is put later is asked for later, and stands there once it is typed', () => {
  const draft = changed(draftOf(CARD), 1, { after_s: 120 });
  expect(draft.steps.map((one) => one.key)).toEqual([0, 1, 2]);
  expect(inOrder(draft.steps).map((one) => [one.key, one.after_s])).toEqual([
    [0, 0],
    [2, 90],
    [1, 120],
  ]);
  expect(asked(draft, 'darurat', 3).rungs.map((one) => one.after_s)).toEqual([0, 90, 120]);
  expect(changed(draft, 1, { after_s: 60 })).toEqual(draftOf(CARD));
});

test('a step that is added has a key of its own and comes last', () => {
  const draft = added(removed(draftOf(CARD), 1));
  expect(draft.steps.map((one) => one.key)).toEqual([0, 2, 3]);
  expect(draft.steps.at(-1)).toEqual({ key: 3, after_s: 120, act: 'message' });
  expect(added({ ...draft, steps: [] }).steps).toEqual([{ key: 0, after_s: 0, act: 'ring' }]);
});

test('it differs only by what would be done otherwise', () => {
  expect(differs(draftOf(CARD), { ...CARD, version: 9, author: '' })).toBe(false);
  expect(differs(changed(draftOf(CARD), 0, { act: 'ntfy' }), CARD)).toBe(true);
  expect(asked(draftOf(CARD), 'darurat', 3)).toMatchObject({ base: 3, rungs: CARD.rungs, deadline_s: 300 });
});

test('what is said stands at its step, the rest with the whole', () => {
  const said = {
    flaws: [{ why: 'no_ring' as const }, { why: 'unreachable' as const, rung: 2 }],
    doubts: [{ why: 'no_channel' as const, rung: 1 }],
  };
  expect([flawsAt(said, -1), flawsAt(said, 2), flawsAt(said, 1)]).toEqual([['no_ring'], ['unreachable'], []]);
  expect(doubtsAt(said, 1)).toHaveLength(1);
  expect([firstOf(CARD, 'radio'), firstOf(CARD, 'phone')]).toEqual([60, null]);
});
