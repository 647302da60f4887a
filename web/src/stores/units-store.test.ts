import { expect, test } from 'vitest';
import type { UnitCard } from '../lib/wire';
import { UnitsStore } from './units-store.svelte';

test('a number that is named has its name wherever it was heard, and a refusal says why', async () => {
  const units: UnitCard[] = [];
  let allowed = true;
  const hub = {
    command: ((name: string, ask: { unit?: UnitCard }) => {
      if (name === 'radio:list') return Promise.resolve({ ok: true, channels: [{ room: 'ht', units: [...units] }] });
      if (!allowed) return Promise.resolve({ ok: false, code: 'not_allowed' });
      if (ask.unit) units.push(ask.unit);
      return Promise.resolve({ ok: true });
    }) as never,
  };
  const store = new UnitsStore(hub);
  await store.load();
  const heard = { number: '0112' };
  expect(store.known('ht', heard)).toBe(heard);
  expect(await store.name('ht', { number: '112', name: 'Mobil 1' })).toBe(true);
  expect(store.known('ht', heard).name).toBe('Mobil 1');
  expect(store.known('lain', heard)).toBe(heard);
  allowed = false;
  expect(await store.name('ht', { number: '113', name: 'Mobil 2' })).toBe(false);
  expect(store.no?.code).toBe('not_allowed');
});
