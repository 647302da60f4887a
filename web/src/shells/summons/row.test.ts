import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import type { RecipientCard } from '../../lib/wire';
import RecipientRow from './RecipientRow.svelte';
import type { RowDeeds } from './row';

const CARD: RecipientCard = {
  ...{ id: 'r1', summons: 's1', post: 'bpbd', t0_ms: 0, deadline_ms: 300_000 },
  ...{ outcome: 'ringing', progress: 1, level: 0, version: 1 },
};
const PERSON = { id: 'bpbd', agency_short: 'BPBD', post: 'Kepala Pelaksana' };

function row(more: Partial<RecipientCard>, does: Partial<RowDeeds> = {}): void {
  const nothing = (): void => undefined;
  const all = { again: nothing, climb: nothing, dial: nothing, take: nothing, give: nothing, note: nothing, heard: null, ...does };
  render(RecipientRow, {
    ...{ card: { ...CARD, ...more }, person: PERSON as never, now_ms: 60_000, stale: false, first: false },
    ...{ me: 'operator', name: (post: string) => post.toUpperCase(), title: (post: string) => `Jabatan ${post}`, does: all },
  });
}

it.each<[string, NonNullable<RecipientCard['phone']>, boolean, boolean]>([
  ['a number', 'ready', true, false],
  ['no number', 'no_number', false, true],
  ['no telephone here', '', false, false],
])('with %s', (_, phone, button, why) => {
  row({ phone });
  expect(screen.queryByRole('button', { name: 'Telepon: BPBD' }) !== null).toBe(button);
  expect(screen.queryByText('Belum ada nomor telepon') !== null).toBe(why);
});

it('the telephone is rung by its button', async () => {
  const dial = vi.fn();
  row({ phone: 'ready' }, { dial });
  await userEvent.click(screen.getByRole('button', { name: 'Telepon: BPBD' }));
  expect(dial).toHaveBeenCalledOnce();
});

it('whoever was missed is not rung, and may be taken in hand and noted', () => {
  row({ outcome: 'missed', missed_ms: 50_000, phone: 'ready' });
  expect(screen.queryByRole('button', { name: /Panggil ulang|Telepon/ })).toBeNull();
  expect(screen.getByRole('button', { name: 'Ambil alih: BPBD' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Beri catatan: BPBD' })).toBeTruthy();
});

it.each([
  ['walikota', 'Ditangani WALIKOTA sejak', 'Ambil alih: BPBD'],
  ['operator', 'Anda yang menangani sejak', 'Kembalikan: BPBD'],
])('in the hand of %s, it says so', (by, text, button) => {
  row({ held: { by, at_ms: 30_000 } });
  expect(screen.getByText(text, { exact: false })).toBeTruthy();
  expect(screen.getByRole('button', { name: button })).toBeTruthy();
});

it('a note says who, when and what', () => {
  row({ notes: [{ id: 'n1', by: 'operator', at_ms: 0, note: 'HP mati' }] });
  expect(screen.getByRole('list', { name: 'Catatan' }).textContent).toMatch(/OPERATOR 07[.:]00 WIB HP mati/);
});

it('a deputy who withdrew stands in the row, with when and why', () => {
  const withdrawn = { code: 'unable' as const, by: 'dinkes-2', way: 'page' as const, at_ms: 0, reason: 'Ban pecah' };
  row({ withdrawn });
  expect(screen.getByText('Jabatan dinkes-2 tidak jadi mewakili sejak 07.00 WIB: Ban pecah')).toBeTruthy();
});
