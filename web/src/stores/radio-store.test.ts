import { expect, test } from 'vitest';
import type { ChannelCard, UnitCard } from '../lib/wire';
import { RadioStore } from './radio-store.svelte';

/** A hub with one channel, whose register it keeps. */
class FakeRegister {
  units: UnitCard[] = [{ number: '101', name: 'Bayuangga 08' }];
  refuses = false;

  ask = ((name: string, ask: { units?: UnitCard[] }) => {
    if (this.refuses) return Promise.resolve({ ok: false, code: 'not_allowed' });
    if (name === 'radio:units') this.units = ask.units ?? [];
    if (name === 'radio:token') return Promise.resolve({ ok: true, id: 't', secret: 'secret words' });
    const card: ChannelCard = { room: 'ht', kind: 'isr', now: { channel: 'ht', kind: 'isr', up: true }, units: this.units, tokens: [] };
    return Promise.resolve(name === 'radio:list' ? { ok: true, channels: [card] } : { ok: true });
  }) as never;
}

test('a unit is added, changed and removed, and each can be taken back', async () => {
  const hub = new FakeRegister();
  const store = new RadioStore(hub);
  await store.load();
  const numbers = (): string[] => hub.units.map((one) => one.number);

  await store.put('ht', { number: '102', post: 'bpbd' }, null);
  expect(numbers()).toEqual(['101', '102']);
  await store.put('ht', { number: '103', post: 'bpbd' }, '102');
  expect(numbers()).toEqual(['101', '103']);
  await store.drop('ht', '101');
  expect(numbers()).toEqual(['103']);
  await store.undo();
  expect(numbers()).toEqual(['101', '103']);
  expect(store.now.undo).toBeNull();
});

test('a token is told once, and what is refused changes nothing', async () => {
  const hub = new FakeRegister();
  const store = new RadioStore(hub);
  await store.load();
  expect(await store.issue('ht', 'PC 1')).toBe(true);
  expect(store.now.secret).toEqual({ room: 'ht', words: 'secret words' });
  store.forget();
  hub.refuses = true;
  expect(await store.drop('ht', '101')).toBe(false);
  expect([store.now.no?.code, store.now.undo, store.now.secret]).toEqual(['not_allowed', null, null]);
  expect(store.now.all?.[0]?.units).toHaveLength(1);
});
