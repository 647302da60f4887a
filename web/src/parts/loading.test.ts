import { render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import Loading from './Loading.svelte';

test('what takes long says so, and where else one can go', async () => {
  vi.useFakeTimers();
  try {
    render(Loading, { away: true });
    expect(screen.getByRole('status').textContent).toBe('Memuat…');
    expect(screen.queryByRole('button')).toBeNull();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(screen.getByRole('status').textContent).toContain('Sambungan lambat');
    expect(screen.getByRole('button', { name: 'Muat ulang' })).toBeTruthy();
    expect(screen.getByRole('link').getAttribute('href')).toBe('#/');
  } finally {
    vi.useRealTimers();
  }
});
