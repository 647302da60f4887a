import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { RecordMonths } from '../../lib/wire';
import RecordChart from './RecordChart.svelte';

const MONTHS: RecordMonths = {
  ok: true,
  drill: false,
  total: [
    { month: '2026-10', in_time: 3, late: 1, never: 2 },
    { month: '2026-11', in_time: 1 },
  ],
  agencies: [
    { agency: 'bpbd', short: 'BPBD', months: [{ month: '2026-10', never: 2 }, { month: '2026-11' }] },
    {
      agency: 'dinkes',
      short: 'Dinkes',
      months: [
        { month: '2026-10', in_time: 3, late: 1 },
        { month: '2026-11', in_time: 1 },
      ],
    },
  ],
};

it('what the bars show is said, and stands in a table behind them', async () => {
  render(RecordChart, { months: MONTHS, own: false });
  const said = 'Bagan panggilan per bulan, Okt 2026 sampai Nov 2026: 7 panggilan, 4 tepat waktu, 1 terlambat, 2 tidak dijawab.';
  expect(screen.getByRole('img', { name: said })).toBeTruthy();
  const cells = (name: string): readonly string[] =>
    within(screen.getByRole('row', { name: new RegExp(name), hidden: true }))
      .getAllByRole('cell', { hidden: true })
      .map((cell) => cell.textContent);
  expect(cells('Okt 2026')).toEqual(['6', '3', '1', '2']);
  expect(cells('Jumlah')).toEqual(['7', '4', '1', '2']);

  await fireEvent.change(screen.getByRole('combobox'), { target: { value: 'bpbd' } });
  expect(cells('Okt 2026')).toEqual(['2', '0', '0', '2']);
});

it('a head has no other agency to choose', () => {
  render(RecordChart, { months: MONTHS, own: true });
  expect(screen.queryByRole('combobox')).toBeNull();
});
