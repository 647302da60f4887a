import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { UNWISHED, type Wish } from '../lib/channels';
import ChannelStrip from './ChannelStrip.svelte';
import StateBadge from './StateBadge.svelte';
import type { StripHand } from './strip-hand';

const badge = createRawSnippet(() => ({ render: () => '<i>Siaga</i>' }));

function shown(wish: Partial<Wish> = {}, hands = 0): StripHand {
  const hand = { pick: vi.fn(), also: vi.fn(), listen: vi.fn(), change: vi.fn() };
  const props = { place: 2, name: 'Banjir', line: '3 tersambung', unread: 0, hands, stale: false, badge, hand };
  render(ChannelStrip, { ...props, wish: { ...UNWISHED, ...wish } });
  return hand;
}

const button = (name: RegExp): HTMLElement => screen.getByRole('button', { name });

test('its name chooses it, its number adds it, and so does its name with Shift', async () => {
  const hand = shown();
  await fireEvent.click(button(/^Banjir/));
  expect([hand.pick, hand.also].map((one) => vi.mocked(one).mock.calls.length)).toEqual([1, 0]);
  await fireEvent.click(button(/^2: /));
  await fireEvent.click(button(/^Banjir/), { shiftKey: true });
  expect([hand.pick, hand.also].map((one) => vi.mocked(one).mock.calls.length)).toEqual([1, 2]);
});

test.each([
  ['off', false, false],
  ['monitored', true, false],
  ['selected', true, true],
] as const)('%s, to those who do not see it', (listen, heard, selected) => {
  shown({ listen });
  const pressed = (name: RegExp): string | null => button(name).getAttribute('aria-pressed');
  expect([pressed(/Dengarkan/), pressed(/^2: /)]).toEqual([String(heard), String(selected)]);
});

test('heard, left, solo, muted, louder', async () => {
  const hand = shown({ listen: 'monitored', muted: true });
  await fireEvent.click(button(/Dengarkan/));
  await fireEvent.click(button(/^S: /));
  await fireEvent.click(button(/^M: /));
  await fireEvent.input(screen.getByRole('slider', { name: /Keras suara Banjir/ }), { target: { value: '0.5' } });
  expect(vi.mocked(hand.listen).mock.calls).toEqual([[false]]);
  expect(vi.mocked(hand.change).mock.calls).toEqual([[{ solo: true }], [{ muted: false }], [{ volume: 0.5 }]]);
});

test('hands that are up are counted, in words as well; none is nothing', () => {
  shown({}, 2);
  expect(screen.getByTitle('Angkat tangan').textContent).toMatch(/^2\sAngkat tangan$/);
  cleanup();
  shown();
  expect(screen.queryByTitle('Angkat tangan')).toBeNull();
});

test('a state is a word, and off needs none', () => {
  render(StateBadge, { state: 'queued', place: 3 });
  expect(screen.getByText('Antre ke-3')).toBeTruthy();
  const { container } = render(StateBadge, { state: 'off' });
  expect(container.textContent).toBe('');
});
