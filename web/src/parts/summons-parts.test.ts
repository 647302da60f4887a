import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { STANDINGS } from '../lib/standing';
import PersonTile from './PersonTile.svelte';
import TimerChip from './TimerChip.svelte';

const WHO = { agency: 'BPBD', post: 'Kepala Pelaksana', says: 'Menunggu' };

test('a tile is a button when there is something behind it, named by agency, post and state', async () => {
  const onopen = vi.fn();
  render(PersonTile, { ...WHO, standing: 'waits', onopen });
  await userEvent.click(screen.getByRole('button', { name: /BPBD.*Kepala Pelaksana.*Menunggu/ }));
  expect(onopen).toHaveBeenCalledOnce();
});

test('a tile with nothing behind it cannot be pressed', () => {
  render(PersonTile, { ...WHO, standing: 'here' });
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText('Menunggu')).toBeTruthy();
});

test.each(STANDINGS)('%s has a glyph of its own beside its word', (standing) => {
  const { container } = render(PersonTile, { ...WHO, standing });
  expect(container.querySelector(`.${standing} .face svg`)).not.toBeNull();
});

test('what stands at its end is shown', () => {
  const end = createRawSnippet(() => ({ render: () => '<time>08.14</time>' }));
  render(PersonTile, { ...WHO, standing: 'ready', end });
  expect(screen.getByText('08.14')).toBeTruthy();
});

test.each([
  [{ waited_ms: 12_000 }, 'calm', '00:12'],
  [{ waited_ms: 42_000, caption: 'menunggu' }, 'wait', 'menunggu00:42'],
  [{ waited_ms: 161_000, escalated: true }, 'late', '02:41'],
  [{ waited_ms: 161_000, escalated: true, stale: true }, 'still', '02:41'],
])('a chip of %o is %s, and is not read aloud', (props, face, text) => {
  const { container } = render(TimerChip, props);
  const chip = container.querySelector('.timer');
  expect([chip?.className.includes(face), chip?.textContent, chip?.getAttribute('aria-hidden')]).toEqual([true, text, 'true']);
});
