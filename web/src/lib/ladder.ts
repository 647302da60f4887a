/** A ladder while it is edited: its steps are asked for in the order of time, each with a key that stays while it moves. */
import type { LadderCard, LadderChecked, LadderSave, RungCard } from './wire';

export type Act = RungCard['act'];
export type Profile = LadderCard['profile'];

export const PROFILES = ['darurat', 'mendesak', 'biasa'] as const satisfies readonly Profile[];
export const ACTS = ['ring', 'ntfy', 'message', 'phone', 'radio', 'deputy', 'duty'] as const satisfies readonly Act[];
const STEP_S = 30;

export interface Step extends RungCard {
  readonly key: number;
}

export interface Draft {
  readonly steps: readonly Step[];
  readonly repeat_s: number;
  readonly deadline_s: number;
  readonly waits_for_office: boolean;
  readonly heeds_leave: boolean;
}

export function draftOf(card: LadderCard): Draft {
  const { rungs, repeat_s, deadline_s, waits_for_office, heeds_leave } = card;
  return { steps: rungs.map((rung, key) => ({ ...rung, key })), repeat_s, deadline_s, waits_for_office, heeds_leave };
}

/** One more, after the last that can still be reached. */
export function added(draft: Draft): Draft {
  const last_s = draft.steps.at(-1)?.after_s ?? -STEP_S;
  const key = Math.max(-1, ...draft.steps.map((one) => one.key)) + 1;
  return { ...draft, steps: [...draft.steps, { after_s: last_s + STEP_S, act: draft.steps.length === 0 ? 'ring' : 'message', key }] };
}

export function removed(draft: Draft, key: number): Draft {
  return { ...draft, steps: draft.steps.filter((one) => one.key !== key) };
}

/** Changed where it stands: it may still be typed. */
export function changed(draft: Draft, key: number, change: Partial<RungCard>): Draft {
  return { ...draft, steps: draft.steps.map((one) => (one.key === key ? { ...one, ...change } : one)) };
}

export function inOrder(steps: readonly Step[]): readonly Step[] {
  return steps.toSorted((a, b) => a.after_s - b.after_s);
}

export function asked(draft: Draft, profile: Profile, base: number): Omit<LadderSave, 'apply' | 'knowing'> {
  const { steps, ...rest } = draft;
  return { ...rest, profile, base, rungs: inOrder(steps).map(({ after_s, act }) => ({ after_s, act })) };
}

/** Would the one climb other than the other? */
export function differs(draft: Draft, card: LadderCard): boolean {
  const bare = (one: Draft): string => JSON.stringify(asked(one, card.profile, 0));
  return bare(draft) !== bare(draftOf(card));
}

export type Said = Pick<LadderChecked, 'flaws' | 'doubts'>;

/** What is said of a step; of -1: of the whole. */
export function flawsAt(said: Said, step: number): readonly LadderChecked['flaws'][number]['why'][] {
  return said.flaws.filter((one) => (one.rung ?? -1) === step).map((one) => one.why);
}

export function doubtsAt(said: Said, step: number): readonly LadderChecked['doubts'][number][] {
  return said.doubts.filter((one) => one.rung === step);
}

/** When something is first done, if ever. */
export function firstOf(card: LadderCard, act: Act): number | null {
  return card.rungs.find((one) => one.act === act)?.after_s ?? null;
}
