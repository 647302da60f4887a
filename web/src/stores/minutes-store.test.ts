import { expect, test } from 'vitest';
import type { MinutesWhole, RollCallCard } from '../lib/wire';
import { FakeHub } from './fake-ports';
import { MinutesStore } from './minutes-store.svelte';

const whole = (rollcall: string, signed = false): MinutesWhole => ({
  ok: true,
  signed,
  versions: [],
  content: { rollcall, lines: [], decisions: [] } as unknown as MinutesWhole['content'],
});
const card = (n: number, state: RollCallCard['state']): RollCallCard => ({ id: `r${n}`, state, drafted_ms: 100 - n }) as RollCallCard;

function made(): { hub: FakeHub; store: MinutesStore } {
  const hub = new FakeHub();
  let n = 0;
  return { hub, store: new MinutesStore(hub, () => `id-${n++}`) };
}

test('only what is over has minutes, and older ones are asked for from the last that was read', async () => {
  const { hub, store } = made();
  const first = [card(0, 'open'), card(1, 'closed'), ...Array.from({ length: 18 }, (_, n) => card(n + 2, 'withdrawn'))];
  hub.answers['rollcall:history'] = { ok: true, rollcalls: first };
  await store.load(false);
  expect([store.list?.map(({ id }) => id), store.more]).toEqual([['r1'], true]);
  hub.answers['rollcall:history'] = { ok: true, rollcalls: [card(21, 'signed')] };
  await store.load(true);
  expect([store.list?.map(({ id }) => id), store.more]).toEqual([['r1', 'r21'], false]);
  expect(hub.said.at(-1)).toEqual(['rollcall:history', { before_ms: 81, limit: 20 }]);
});

test('an answer for minutes that were left is not shown', async () => {
  const { hub, store } = made();
  hub.answers['minutes:read'] = whole('a');
  const first = store.read('a');
  hub.answers['minutes:read'] = whole('b');
  await Promise.all([first, store.read('b')]);
  expect(store.now?.content.rollcall).toBe('b');
});

test('an edit that had no answer is the same version; one that came too late says why', async () => {
  const { hub, store } = made();
  expect(await store.edit('a', { agenda: 'Banjir' })).toBe(false);
  hub.answers['minutes:edit'] = { ok: false, code: 'rollcall_state' };
  expect(await store.edit('a', { agenda: 'Banjir' })).toBe(false);
  expect(store.refused?.code).toBe('rollcall_state');
  expect(hub.said.map(([, ask]) => (ask as { id: string }).id)).toEqual(['id-0', 'id-0']);
});
