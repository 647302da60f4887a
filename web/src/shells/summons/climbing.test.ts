import { expect, test } from 'vitest';
import type { LadderCard } from '../../lib/wire';
import { said } from './climbing';

const CARD: LadderCard = {
  profile: 'darurat',
  version: 1,
  rungs: [
    { after_s: 0, act: 'ring' },
    { after_s: 45, act: 'phone' },
    { after_s: 60, act: 'radio' },
    { after_s: 90, act: 'deputy' },
  ],
  repeat_s: 15,
  deadline_s: 300,
  waits_for_office: false,
  heeds_leave: false,
};

test('of a city without telephones none is promised', () => {
  const all = said(CARD, ['ring', 'phone', 'radio']);
  expect(all).toMatch(/telepon setelah 45 detik.*HT setelah 1 menit/);
  expect(said(CARD, ['ring', 'radio'])).toBe(all.replace(/[^;]*telepon setelah 45 detik;/, ''));
  expect(said(CARD, ['ring'])).not.toMatch(/telepon|HT/);
  expect(said(CARD, ['ring'])).toMatch(/setelah 1 menit 30 detik/);
});
