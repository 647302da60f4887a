/** The record month by month, as a chart needs it: whose bars, how high, and what they say together. */
import type { RecordMonth, RecordMonths } from './wire';

export interface Column {
  readonly month: string;
  readonly in_time: number;
  readonly late: number;
  readonly never: number;
  readonly called: number;
}

/** Of one agency, or of all when it is null or was not called. */
export function columns(months: RecordMonths, agency: string | null): readonly Column[] {
  const found = months.agencies.find((one) => one.agency === agency)?.months ?? months.total;
  return found.map(column);
}

function column({ month, in_time = 0, late = 0, never = 0 }: RecordMonth): Column {
  return { month, in_time, late, never, called: in_time + late + never };
}

const STEPS: readonly number[] = [1, 2, 5];

/** The height of the chart: a round number no bar is higher than. */
export function top(all: readonly Column[]): number {
  const most = Math.max(1, ...all.map((one) => one.called));
  let ten = 1;
  for (;;) {
    for (const step of STEPS) if (step * ten * 2 >= most) return step * ten * 2;
    ten *= 10;
  }
}

export function sum(all: readonly Column[]): Omit<Column, 'month'> {
  const of = (what: 'in_time' | 'late' | 'never' | 'called'): number => all.reduce((n, one) => n + one[what], 0);
  return { in_time: of('in_time'), late: of('late'), never: of('never'), called: of('called') };
}
