/** The form of a roll-call while it is filled in: what it begins with, what is still missing, and what is sent. */
import type { EntryCard, ReportForm } from './wire';

export const FIGURES = ['wfo', 'wfh', 'sick', 'permit', 'leave', 'duty'] as const;
export type Figure = (typeof FIGURES)[number];
export type Attendance = NonNullable<ReportForm['attendance']>;
export const ATTENDANCES = ['present', 'represented', 'excused'] as const satisfies readonly Attendance[];
export type Figures = Readonly<Record<Figure, number>>;
/** Parts of an agency that a circular may have rules of. */
export const SECTIONS = ['admin', 'pelayanan', 'lapangan', 'panti'] as const;
export type Section = (typeof SECTIONS)[number];
export const FIGURE_MAX = 100_000;

export interface Filling {
  readonly attendance: Attendance;
  /** Of the whole agency; where it is said by section, their sum. */
  readonly figures: Figures;
  /** Null: one figure for all of it. */
  readonly sections: Readonly<Record<Section, Figures>> | null;
  /** halangan: null is *nihil*. */
  readonly obstacle: string | null;
  /** Which decision is needed; null: none. */
  readonly wants: string | null;
  readonly reason: string;
  readonly deputy: string;
}

const NOBODY: Figures = { wfo: 0, wfh: 0, sick: 0, permit: 0, leave: 0, duty: 0 };
export const EMPTY_FORM: Filling = {
  attendance: 'present',
  figures: NOBODY,
  sections: null,
  obstacle: null,
  wants: null,
  reason: '',
  deputy: '',
};
const NO_SECTIONS: Readonly<Record<Section, Figures>> = { admin: NOBODY, pelayanan: NOBODY, lapangan: NOBODY, panti: NOBODY };

/** Begin with a report. again: it is this roll-call's and is corrected; of an older one only the figures are still true. */
export function fillingOf(form: ReportForm, again: boolean): Filling {
  const { figures, sections } = headcountOf(form.counts ?? []);
  if (!again) return { ...EMPTY_FORM, figures, sections };
  const { attendance = 'present', obstacle = '', wants = '', reason = '', deputy = '' } = form;
  return { attendance, figures, sections, obstacle: obstacle || null, wants: wants || null, reason, deputy };
}

function headcountOf(counts: NonNullable<ReportForm['counts']>): Pick<Filling, 'figures' | 'sections'> {
  const all = counts.map(({ section = 'all', ...figures }) => ({ section, figures: { ...NOBODY, ...figures } }));
  const bySection = all.some((one) => one.section !== 'all');
  return {
    figures: sumOf(all.map((one) => one.figures)),
    sections: bySection ? { ...NO_SECTIONS, ...Object.fromEntries(all.map((one) => [one.section, one.figures])) } : null,
  };
}

function sumOf(all: readonly Figures[]): Figures {
  const sums = { ...NOBODY };
  for (const figures of all) for (const one of FIGURES) sums[one] += figures[one];
  return sums;
}

/** By one figure, or by section: who goes from one to the other says anew how many work where. */
export function splitBy(filling: Filling, bySection: boolean): Filling {
  if (bySection === (filling.sections !== null)) return filling;
  return { ...filling, figures: bySection ? NOBODY : filling.figures, sections: bySection ? NO_SECTIONS : null };
}

/** What is shown of a section; null: of the whole agency. */
export function figuresOf(filling: Filling, section: Section | null): Figures {
  return (section && filling.sections?.[section]) ?? filling.figures;
}

/** So many of a section; null: of the whole agency. */
export function counted(filling: Filling, section: Section | null, one: Figure, people: number): Filling {
  if (!section || !filling.sections) return { ...filling, figures: { ...filling.figures, [one]: people } };
  const sections = { ...filling.sections, [section]: { ...filling.sections[section], [one]: people } };
  return { ...filling, sections, figures: sumOf(Object.values(sections)) };
}

/** What must be said before it can be sent. */
export function missingOf(filling: Filling): 'reason' | 'obstacle' | 'wants' | null {
  if (filling.attendance === 'excused' && filling.reason.trim() === '') return 'reason';
  if (filling.obstacle?.trim() === '') return 'obstacle';
  return filling.wants?.trim() === '' ? 'wants' : null;
}

/** asked: the sections a rule is of, which are said even where nobody is. */
export function formOf(filling: Filling, asked: readonly Section[] = []): ReportForm {
  return {
    attendance: filling.attendance,
    counts: countsOf(filling, asked),
    obstacle: filling.obstacle?.trim() ?? '',
    wants: filling.wants?.trim() ?? '',
    reason: filling.attendance === 'excused' ? filling.reason.trim() : '',
    deputy: filling.attendance === 'represented' ? filling.deputy.trim() : '',
  };
}

function countsOf({ figures, sections }: Filling, asked: readonly Section[]): NonNullable<ReportForm['counts']> {
  if (!sections) return [{ section: 'all', ...figures }];
  const said = SECTIONS.filter((one) => asked.includes(one) || FIGURES.some((each) => sections[one][each] > 0));
  // Four at most.
  return said.map((section) => ({ section, ...sections[section] })) as NonNullable<ReportForm['counts']>;
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
