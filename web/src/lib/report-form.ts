/** The form of a roll-call while it is filled in: what it begins with, what is still missing, and what is sent. */
import type { EntryCard, ReportForm } from './wire';

export const FIGURES = ['wfo', 'wfh', 'sick', 'permit', 'leave', 'duty'] as const;
export type Figure = (typeof FIGURES)[number];
export type Attendance = NonNullable<ReportForm['attendance']>;
export const ATTENDANCES = ['present', 'represented', 'excused'] as const satisfies readonly Attendance[];
export const FIGURE_MAX = 100_000;

export interface Filling {
  readonly attendance: Attendance;
  readonly figures: Readonly<Record<Figure, number>>;
  /** halangan: null is *nihil*. */
  readonly obstacle: string | null;
  /** Which decision is needed; null: none. */
  readonly wants: string | null;
  readonly reason: string;
  readonly deputy: string;
}

const NOBODY: Readonly<Record<Figure, number>> = { wfo: 0, wfh: 0, sick: 0, permit: 0, leave: 0, duty: 0 };
export const EMPTY_FORM: Filling = { attendance: 'present', figures: NOBODY, obstacle: null, wants: null, reason: '', deputy: '' };

/** Begin with a report. again: it is this roll-call's and is corrected; of an older one only the figures are still true. */
export function fillingOf(form: ReportForm, again: boolean): Filling {
  const figures = { ...NOBODY };
  for (const one of FIGURES) figures[one] = sumOf(form, one);
  if (!again) return { ...EMPTY_FORM, figures };
  const { attendance = 'present', obstacle = '', wants = '', reason = '', deputy = '' } = form;
  return { attendance, figures, obstacle: obstacle || null, wants: wants || null, reason, deputy };
}

/** Of all its sections. */
function sumOf(form: ReportForm, one: Figure): number {
  return (form.counts ?? []).reduce((sum, count) => sum + (count[one] ?? 0), 0);
}

/** What must be said before it can be sent. */
export function missingOf(filling: Filling): 'reason' | 'obstacle' | 'wants' | null {
  if (filling.attendance === 'excused' && filling.reason.trim() === '') return 'reason';
  if (filling.obstacle?.trim() === '') return 'obstacle';
  return filling.wants?.trim() === '' ? 'wants' : null;
}

export function formOf(filling: Filling): ReportForm {
  return {
    attendance: filling.attendance,
    counts: [{ section: 'all', ...filling.figures }],
    obstacle: filling.obstacle?.trim() ?? '',
    wants: filling.wants?.trim() ?? '',
    reason: filling.attendance === 'excused' ? filling.reason.trim() : '',
    deputy: filling.attendance === 'represented' ? filling.deputy.trim() : '',
  };
}

/** Typed into a figure: whole people, and not more than the hub takes. */
export function figure(typed: string): number {
  const number = Math.trunc(Number(typed));
  return Number.isFinite(number) ? Math.min(FIGURE_MAX, Math.max(0, number)) : 0;
}

/** A report that the hub has not confirmed yet. */
export interface Unsent {
  readonly id: string;
  readonly rollcall: string;
  readonly entry: string;
  readonly form: ReportForm;
  readonly said_ms: number;
}

/** What this device kept of them; nothing where that cannot be read. */
export function unsentOf(kept: string): readonly Unsent[] {
  try {
    const found: unknown = JSON.parse(kept);
    return Array.isArray(found) ? found.filter(isUnsent) : [];
  } catch {
    return [];
  }
}

function isUnsent(one: unknown): one is Unsent {
  if (typeof one !== 'object' || one === null) return false;
  const of = one as Readonly<Record<string, unknown>>;
  return ['id', 'rollcall', 'entry'].every((key) => typeof of[key] === 'string') && typeof of.form === 'object' && of.form !== null;
}

/** What an entry has reported last: also what waits here for a connection. */
export function lastOf(entry: EntryCard, unsent: readonly Unsent[]): ReportForm | null {
  return unsent.findLast((one) => one.rollcall === entry.rollcall && one.entry === entry.id)?.form ?? entry.report?.form ?? null;
}
