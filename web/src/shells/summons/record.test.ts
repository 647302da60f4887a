import { render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { RecordAgency as Agency, RecordTally } from '../../lib/wire';
import RecordAgency from './RecordAgency.svelte';

const NONE = { accepted: 0, represented: 0, prevented: 0, reached: 0, apart: 0, referred: 0, open: 0 };

function tally(more: Partial<RecordTally>): RecordTally {
  return { ...NONE, called: 0, in_time: 0, late: 0, missed: 0, ...more };
}

const HEAD = tally({ called: 3, in_time: 1, late: 1, missed: 2, median_s: 65, p90_s: 600, by_way: { phone: 1, page: 1 } });
const AGENCY: Agency = {
  agency: 'bpbd',
  short: 'BPBD',
  name: 'Badan',
  tally: tally({ called: 4, in_time: 2, late: 1, missed: 2 }),
  posts: [
    { post: 'bpbd', title: 'Kepala Pelaksana', tally: HEAD },
    { post: 'bpbd-2', title: 'Sekretaris', tally: tally({ called: 1, in_time: 1 }) },
  ],
};

it('opened, an agency has figures of each of its posts', () => {
  render(RecordAgency, { agency: AGENCY, open: true, onopen: null });
  const [head, second] = within(screen.getByRole('list', { name: 'Jabatan di BPBD' })).getAllByRole('listitem');
  expect(head?.textContent).toContain('Kepala Pelaksana 3× dipanggil');
  expect(head?.textContent).toContain('1 tepat waktu · 1 terlambat · 1 tidak dijawab');
  expect(head?.textContent).toContain('tengah 01:05, 90 % dalam 10:00');
  expect(head?.textContent).toMatch(/telepon 1.*aplikasi 1|aplikasi 1.*telepon 1/);
  expect(second?.textContent).toContain('Sekretaris 1× dipanggil');
});

it.each([
  ['shut', AGENCY, false],
  ['with one post alone', { ...AGENCY, posts: AGENCY.posts.slice(0, 1) }, true],
])('%s, it says nothing twice', (_, agency, open) => {
  render(RecordAgency, { agency, open, onopen: () => undefined });
  expect(screen.queryByRole('list')).toBeNull();
  expect(screen.getByRole('button', { expanded: open }).textContent).toContain('BPBD 4× dipanggil');
});
