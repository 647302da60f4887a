import { expect, test } from 'vitest';
import type { DecisionCard, Live } from '../lib/wire';
import { DecisionStore, type Plan } from './decision-store.svelte';
import { FakeHub } from './fake-ports';

const PLAN: Plan = { text: 'Kirim genset', owner: 'bpbd', due_day: '2026-11-24', ring: false };
const CARD: DecisionCard = {
  ...{ id: 'a', text: 'Kirim genset', owner: 'bpbd', owner_agency: 'bpbd', owner_name: 'BPBD', due_day: '2026-11-24' },
  ...{ priority: 'normal', by: 'walikota', at_ms: 0, state: 'open', overdue: false, version: 1 },
};
const told = (decision: DecisionCard): Live => ({ room: '', kind: 'decision', body: { decision } });

function made(): { hub: FakeHub; store: DecisionStore } {
  const hub = new FakeHub();
  let n = 0;
  return { hub, store: new DecisionStore(hub, () => `id-${n++}`) };
}

test('a decision that had no answer is the same one when it is made again', async () => {
  const { hub, store } = made();
  expect(await store.make(PLAN)).toBe(false);
  expect(store.refused?.code).toBe('unreachable');
  hub.answers['decision:make'] = { ok: true, decision: CARD };
  expect(await store.make(PLAN)).toBe(true);
  expect(await store.make(PLAN)).toBe(true);
  expect(hub.said.map(([, ask]) => (ask as { id: string }).id)).toEqual(['id-0', 'id-0', 'id-1']);
  expect(store.of('bpbd').length).toBe(1);
});

test('a day that has passed is refused, and what is typed next is another decision', async () => {
  const { hub, store } = made();
  hub.answers['decision:make'] = { ok: false, code: 'due_past' };
  await store.make(PLAN);
  expect(store.refused?.code).toBe('due_past');
  await store.make(PLAN);
  expect(hub.said.map(([, ask]) => (ask as { id: string }).id)).toEqual(['id-0', 'id-1']);
});

test('what is told while the list is asked for is newer than the list', async () => {
  const { hub, store } = made();
  store.live(told({ ...CARD, id: 'gone' }));
  hub.answers['decision:list'] = { ok: true, decisions: [CARD] };
  const loading = store.load();
  store.live(told({ ...CARD, version: 2, state: 'accepted' }));
  store.live(told({ ...CARD, id: 'b' }));
  await loading;
  expect(store.open.map(({ id, state }) => `${id} ${state}`)).toEqual(['a accepted', 'b open']);
});

test('those that are over are apart, and older ones come behind them', async () => {
  const { hub, store } = made();
  const page = Array.from({ length: 50 }, (_, n): DecisionCard => ({ ...CARD, id: `over-${n}`, state: 'verified', at_ms: 100 - n }));
  hub.answers['decision:list'] = { ok: true, decisions: page };
  await store.loadOver(false);
  expect([store.over?.length, store.more, store.open.length]).toEqual([50, true, 0]);
  hub.answers['decision:list'] = { ok: true, decisions: [{ ...CARD, id: 'oldest', state: 'cancelled' }] };
  await store.loadOver(true);
  expect(hub.said.map(([, ask]) => ask)).toEqual([
    { over: true, before_ms: null },
    { over: true, before_ms: 51 },
  ]);
  expect([store.over?.at(-1)?.id, store.over?.length, store.more]).toEqual(['oldest', 51, false]);
  await store.loadOver(false);
  expect(store.over?.length).toBe(1);
});
