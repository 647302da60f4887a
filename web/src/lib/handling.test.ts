import { expect, it } from 'vitest';
import { handOf, quiet, sounds, unanswered, type Hand } from './handling';
import type { DutyCall, RecipientCard } from './wire';

const card = (post: string, by: string | null, more: Partial<RecipientCard> = {}): RecipientCard =>
  ({ post, summons: 's1', held: by === null ? null : { by, at_ms: 5_000 }, ...more }) as RecipientCard;

it.each<[string, string | null, Hand, boolean]>([
  ['nobody', null, 'free', false],
  ['another', 'walikota', 'theirs', true],
])('of whom %s has in hand', (_, by, hand, silent) => {
  expect([handOf(card('bpbd', by), 'operator'), quiet(card('bpbd', by, { radio_ms: 9_000 }), 'operator')]).toEqual([hand, silent]);
});

it('to whoever has him in hand, it sounds again for what comes later', () => {
  expect(handOf(card('bpbd', 'operator'), 'operator')).toBe('mine');
  expect(quiet(card('bpbd', 'operator', { radio_ms: 4_000 }), 'operator')).toBe(true);
  expect(quiet(card('bpbd', 'operator', { radio_ms: 6_000 }), 'operator')).toBe(false);
});

it('those on duty are called until others have all of them in hand', () => {
  const call = { summons: { id: 's1' }, posts: ['bpbd', 'dinkes'] } as unknown as DutyCall;
  const theirs = [card('bpbd', 'walikota'), card('dinkes', 'walikota')];
  expect(sounds(call, theirs.slice(0, 1), 'operator')).toBe(true);
  expect(sounds(call, theirs, 'operator')).toBe(false);
  expect(sounds(call, theirs, 'walikota')).toBe(true);
  expect(sounds(call, [card('bpbd', 'walikota'), card('dinkes', 'walikota', { summons: 's2' })], 'operator')).toBe(true);
});

it('who has answered, late as well, is not asked for any more', () => {
  const call = { summons: { id: 's1' }, posts: ['bpbd', 'dinkes', 'dishub'] } as unknown as DutyCall;
  const answer = { by: 'dinkes', code: 'unable' } as RecipientCard['answer'];
  const other = card('dishub', null, { summons: 's2', answer: answer ?? null });
  expect(unanswered(call, [card('bpbd', null, { answer: null }), card('dinkes', null, { answer: answer ?? null }), other])).toEqual([
    'bpbd',
    'dishub',
  ]);
});
