/** Forms of a roll-call that are being filled in, as this device keeps them until they are sent. */
import { ATTENDANCES, FIGURES, SECTIONS, type Filling } from './report-form';
import type { EntryCard } from './wire';

export interface Draft {
  readonly rollcall: string;
  readonly entry: string;
  readonly filling: Filling;
}

type Of = Pick<EntryCard, 'rollcall' | 'id'>;

/** What was never sent must not stay for ever: so many, the newest. */
const DRAFTS_MAX = 4;

/** What this device kept of them; nothing where that cannot be read. */
export function draftsOf(kept: string): readonly Draft[] {
  try {
    const found: unknown = JSON.parse(kept);
    return Array.isArray(found) ? found.filter(isDraft) : [];
  } catch {
    return [];
  }
}

export function draftOf(drafts: readonly Draft[], { rollcall, id }: Of): Filling | null {
  return drafts.find((one) => one.rollcall === rollcall && one.entry === id)?.filling ?? null;
}

/** This one as it stands now; null: it was sent. */
export function drafted(drafts: readonly Draft[], { rollcall, id }: Of, filling: Filling | null): readonly Draft[] {
  const others = drafts.filter((one) => one.rollcall !== rollcall || one.entry !== id);
  return filling ? [...others, { rollcall, entry: id, filling }].slice(-DRAFTS_MAX) : others;
}

type Fields = Readonly<Record<string, unknown>>;

function isDraft(one: unknown): one is Draft {
  return isFields(one) && areTexts(one, ['rollcall', 'entry']) && isFields(one.filling) && isFilling(one.filling);
}

function isFilling(one: Fields): boolean {
  return (
    ATTENDANCES.some((each) => each === one.attendance) &&
    areTexts(one, ['reason', 'deputy']) &&
    [one.obstacle, one.wants].every((each) => each === null || typeof each === 'string') &&
    areFigures(one.figures) &&
    (one.sections === null || areSections(one.sections))
  );
}

function areSections(one: unknown): boolean {
  return isFields(one) && SECTIONS.every((section) => areFigures(one[section]));
}

function areFigures(one: unknown): boolean {
  return isFields(one) && FIGURES.every((figure) => Number.isInteger(one[figure]));
}

function areTexts(one: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof one[name] === 'string');
}

function isFields(one: unknown): one is Fields {
  return typeof one === 'object' && one !== null;
}
