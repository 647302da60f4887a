import { expect, test } from 'vitest';
import { NOW_MS, TOLD } from '../lib/directory-samples';
import type { PasskeyPort } from '../lib/ports';
import type { DirectoryBook } from '../lib/wire';
import { DirectoryStore } from './directory-store.svelte';
import { FakeClock, FakeHub } from './fake-ports';
import { StepStore } from './step-store.svelte';

test('who holds a post from this moment holds it on the screen as soon as it is saved', async () => {
  const hub = new FakeHub();
  const clock = new FakeClock();
  const passkeys: PasskeyPort = { offered: false, make: () => Promise.resolve(null), use: () => Promise.resolve(null) };
  const now_ms = (): number => NOW_MS + clock.mono();
  const directory = new DirectoryStore(hub, new StepStore(hub, passkeys), clock, now_ms, () => 'n1');
  hub.answers['directory:get'] = structuredClone({ ok: true, ...TOLD }) as DirectoryBook;
  hub.answers['directory:save'] = { ok: true };
  await directory.load();
  const now = $derived(directory.now_ms);
  const shown = (): number => now;
  expect(shown()).toBe(NOW_MS);
  clock.wind(900); // The clock on the screen is looked at every five seconds.
  await directory.save({ officials: [] });
  expect(shown()).toBe(NOW_MS + 900);
});
