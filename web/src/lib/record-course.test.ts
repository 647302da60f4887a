import { expect, it } from 'vitest';
import { columns, sum, top } from './record-course';
import type { RecordMonths } from './wire';

const MONTHS: RecordMonths = {
  ok: true,
  drill: false,
  total: [{ month: '2026-10', in_time: 3, late: 1, never: 2 }, { month: '2026-11' }],
  agencies: [{ agency: 'bpbd', short: 'BPBD', months: [{ month: '2026-10', in_time: 1 }, { month: '2026-11' }] }],
};

it('the bars are those of the agency that was chosen, or of all', () => {
  expect(columns(MONTHS, null).map((one) => one.called)).toEqual([6, 0]);
  expect(columns(MONTHS, 'bpbd').map((one) => one.called)).toEqual([1, 0]);
  expect(columns(MONTHS, 'gone')).toEqual(columns(MONTHS, null));
  expect(sum(columns(MONTHS, null))).toEqual({ in_time: 3, late: 1, never: 2, called: 6 });
});

it.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [9, 10],
  [11, 20],
  [150, 200],
  [999, 1000],
])('no bar of %i is higher than the chart of %i', (called, height) => {
  expect(top([{ month: '2026-11', in_time: called, late: 0, never: 0, called }])).toBe(height);
});
