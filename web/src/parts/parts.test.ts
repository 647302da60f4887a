import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import type { Line } from '../lib/room';
import Choice from './Choice.svelte';
import LinkBanner from './LinkBanner.svelte';
import PersonLine from './PersonLine.svelte';
import RoomLine from './RoomLine.svelte';

const LINE: Line = {
  person: 'bpbd',
  card: { id: 'bpbd', agency: 'Badan', agency_short: 'BPBD', post: 'Kepala Pelaksana', role: 'head' },
  activity: 'hears',
  place: 0,
  since_ms: 0,
  level: 127,
  muted_by: null,
  bars: 3,
  quality: null,
};

test.each<[Partial<Line>, RegExp]>([
  [{}, /BPBD.*Kepala Pelaksana.*mendengar/s],
  [{ activity: 'waits', place: 2 }, /BPBD.*menunggu giliran ke-2/s],
  [{ activity: 'open' }, /BPBD.*mikrofon terbuka/s],
  [{ card: null }, /Jabatan lain/],
])('a person’s state is a word, not only a colour', (line, words) => {
  render(PersonLine, { line: { ...LINE, ...line }, me: false });
  expect(screen.getByRole('listitem').textContent).toMatch(words);
});

test('a room says who talks, and how many are in', () => {
  const room = { id: 'umum', name: 'Umum', mode: 'ptt' as const, members: 30, here: 4, talker: 'bpbd' };
  render(RoomLine, { room, talker: 'BPBD', mine: false, current: false, href: '#/ruang/umum' });
  const link = screen.getByRole('link', { name: /Umum.*BPBD sedang bicara.*4 orang di dalam/s });
  expect(link.getAttribute('href')).toBe('#/ruang/umum');
});

test('a room’s facts stand apart from each other', () => {
  const room = { id: 'umum', name: 'Umum', mode: 'ptt' as const, members: 30, here: 0, talker: null, locked: true, radio: 'poc' as const };
  render(RoomLine, { room, talker: null, mine: false, current: false, href: '#/ruang/umum' });
  expect(
    screen
      .getByRole('link')
      .querySelector('.line')
      ?.textContent.match(/\S\s· \S/g),
  ).toHaveLength(3);
});

test('the banner says since when, and tries at once when asked', async () => {
  const ontry = vi.fn();
  render(LinkBanner, { face: 'since', attempt: 7, since: '14.21 WIB', sent: 0, ontry });
  expect(screen.getByRole('status').textContent).toContain('Terputus sejak 14.21 WIB percobaan 7');
  expect(screen.getByText('percobaan 7').getAttribute('aria-hidden'), 'not read aloud with each attempt').toBe('true');
  await fireEvent.click(screen.getByRole('button', { name: 'Coba sekarang' }));
  expect(ontry).toHaveBeenCalledOnce();
});

test('back again, it says what has gone out meanwhile', () => {
  render(LinkBanner, { face: 'back', attempt: 0, since: '', sent: 4, ontry: vi.fn() });
  expect(screen.getByRole('status').textContent).toContain('Tersambung. 4 pesan terkirim.');
});

test('a link that is fine takes no room', () => {
  render(LinkBanner, { face: 'fine', attempt: 0, since: '', sent: 0, ontry: vi.fn() });
  expect(screen.getByRole('status').textContent.trim()).toBe('');
});

test('a choice is a group of radios', async () => {
  const onchoose = vi.fn();
  const options = [
    { value: 'id', text: 'ID' },
    { value: 'en', text: 'EN' },
  ];
  render(Choice, { label: 'Bahasa', options, value: 'id', onchoose });
  expect(screen.getByRole('group', { name: 'Bahasa' })).toBeTruthy();
  await fireEvent.click(screen.getByRole('radio', { name: 'EN' }));
  expect(onchoose).toHaveBeenCalledWith('en');
});
