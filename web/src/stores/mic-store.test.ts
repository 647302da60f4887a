import { expect, test } from 'vitest';
import type { MicPort } from '../lib/ports';
import { MicStore } from './mic-store.svelte';

test('a microphone that the phone took away is said to be gone, until it is taken again or the voice leaves', async () => {
  let lose = (): void => undefined;
  let lost = 0;
  const port: MicPort = {
    allowed: () => Promise.resolve(true),
    take: (_, onlost) => {
      lose = onlost;
      return Promise.resolve('granted');
    },
    open: () => undefined,
    release: () => undefined,
  };
  const mic = new MicStore(
    port,
    () => '',
    () => (lost += 1),
  );
  await mic.ready();
  expect(mic.cut).toBe(false);
  lose();
  expect([mic.cut, mic.taken, lost]).toEqual([true, false, 1]);
  expect(await mic.ready()).toBe(true); // One press: the browser does not ask again.
  expect([mic.cut, mic.taken]).toEqual([false, true]);
  lose();
  mic.release();
  expect(mic.cut).toBe(false);
});
