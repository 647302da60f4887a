import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { item, said } from '../lib/chat-samples';
import { folded } from '../lib/messages';
import { shown, type Shown } from '../lib/shown';
import type { Hand, Line } from './bubble';
import Bubble from './Bubble.svelte';
import MessageText from './MessageText.svelte';
import Tabs from './Tabs.svelte';

function hand(): Hand {
  return { menu: vi.fn(), reply: vi.fn(), quote: vi.fn(), retry: vi.fn(), drop: vi.fn(), view: vi.fn() };
}

function line(message: Shown, more: Partial<Line> = {}): Line {
  return {
    message,
    who: 'BPBD',
    headed: true,
    time: '14.19',
    names: [],
    quote: null,
    state: '',
    undo: 'Hapus',
    flash: false,
    files: [],
    ...more,
  };
}

const one = (): Shown => shown(folded([said(1, 'Butuh terpal')]), [], 'dishub', 0)[0] as Shown;

test('markup in a message is words; a link opens elsewhere and tells nobody where from', () => {
  const { container } = render(MessageText, { text: '<img src=x onerror=alert(1)> https://a.id/x', names: [] });
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
  const link = screen.getByRole('link', { name: 'https://a.id/x' });
  expect([link.getAttribute('target'), link.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer']);
});

test('the menu comes by the right button, by its own button and by Enter', async () => {
  const does = hand();
  render(Bubble, { line: line(one()), hand: does, read: false, focusable: true });
  const article = screen.getByRole('article', { name: 'BPBD, 14.19' });
  expect(await fireEvent.contextMenu(article)).toBe(false);
  await fireEvent.click(screen.getByRole('button', { name: 'Pilihan pesan' }));
  await fireEvent.keyDown(article, { key: 'Enter' });
  expect(does.menu).toHaveBeenCalledTimes(3);
});

test.each<[string, number, 'menu' | 'reply' | null]>([
  ['held still', 0, 'menu'],
  ['pulled to the right', 80, 'reply'],
  ['pulled a little', 30, null],
])('a finger that %s', async (_, pull_px, what) => {
  vi.useFakeTimers();
  const does = hand();
  render(Bubble, { line: line(one()), hand: does, read: false, focusable: true });
  const words = screen.getByText('Butuh terpal');
  const finger = { pointerId: 1, pointerType: 'touch', isPrimary: true, clientY: 9 };
  await fireEvent.pointerDown(words, { ...finger, clientX: 9 });
  if (pull_px > 0) await fireEvent.pointerMove(words, { ...finger, clientX: 9 + pull_px });
  vi.advanceTimersByTime(600);
  await fireEvent.pointerUp(words, { ...finger, clientX: 9 + pull_px });
  vi.useRealTimers();
  expect([vi.mocked(does.menu).mock.calls.length, vi.mocked(does.reply).mock.calls.length]).toEqual([
    what === 'menu' ? 1 : 0,
    what === 'reply' ? 1 : 0,
  ]);
});

test('what failed says why, and can be tried again or thrown away', async () => {
  const does = hand();
  const failed = shown(folded([]), [item(1, 'umum', { failed: 'not_a_member' })], 'dishub', 0)[0] as Shown;
  render(Bubble, { line: line(failed, { state: 'Tidak terkirim. Bukan anggota.' }), hand: does, read: false, focusable: true });
  expect(screen.getByText('Tidak terkirim. Bukan anggota.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Coba lagi' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Hapus' }));
  expect([does.retry, does.drop].map((it) => vi.mocked(it).mock.calls.length)).toEqual([1, 1]);
});

test('a stone says that something stood there, and has no menu button', () => {
  const gone = shown(folded([said(1, '', 'bpbd', { gone: true })]), [], 'dishub', 0)[0] as Shown;
  render(Bubble, { line: line(gone), hand: hand(), read: false, focusable: true });
  expect(screen.getByText('Pesan dihapus')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('arrow keys turn from tab to tab, round and round', async () => {
  const onchoose = vi.fn();
  const tabs = [
    { value: 'chat', text: 'Obrolan', count: 120, count_says: 'pesan baru' },
    { value: 'voice', text: 'Suara' },
  ];
  render(Tabs, { label: 'Isi ruang', tabs, value: 'chat', onchoose });
  expect(screen.getByRole('tab', { selected: true }).textContent).toMatch(/Obrolan\s*99\+\s*pesan baru/);
  await fireEvent.keyDown(screen.getByRole('tab', { selected: true }), { key: 'ArrowLeft' });
  expect(onchoose).toHaveBeenCalledWith('voice');
});
