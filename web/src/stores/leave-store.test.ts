import { expect, test } from 'vitest';
import type { LeaveCard } from '../lib/wire';
import { FakeHub } from './fake-ports';
import { LeaveStore } from './leave-store.svelte';

const LEAVE: LeaveCard = { id: 'l1', post: 'bpbd', from_ms: 1_000, to_ms: 2_000, note: 'Umrah' };

test('a leave that was taken out is put back as it was, under another id', async () => {
  const hub = new FakeHub();
  hub.answers['leave:list'] = { ok: true, leaves: [], stood_in: false };
  hub.answers['leave:remove'] = hub.answers['leave:add'] = { ok: true };
  const store = new LeaveStore({ ask: (name, ask) => hub.command(name, ask) }, 'bpbd');
  expect(await store.undo('l0')).toBe(false);
  await store.remove(LEAVE);
  expect(store.now.removed).toEqual(LEAVE);
  hub.answers['leave:add'] = { ok: false, code: 'unreachable' };
  expect([await store.undo('l2'), store.now.removed]).toEqual([false, LEAVE]);
  hub.answers['leave:add'] = { ok: true };
  expect([await store.undo('l2'), store.now.removed]).toEqual([true, null]);
  const { from_ms, to_ms, note } = LEAVE;
  expect(hub.said.at(-2)).toEqual(['leave:add', { id: 'l2', post: 'bpbd', from_ms, to_ms, note }]);
});
