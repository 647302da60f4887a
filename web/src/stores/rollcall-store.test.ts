import { expect, test } from 'vitest';
import type { Keep } from '../lib/ports';
import { EMPTY_FORM } from '../lib/report-form';
import type { EntryCard, RollCallCard } from '../lib/wire';
import { FakeClock, FakeHub } from './fake-ports';
import { RollCallStore } from './rollcall-store.svelte';

const CARD: RollCallCard = {
  ...{
    id: 'r',
    room: 'umum',
    title: 'Apel pagi',
    agenda: '',
    leader: 'walikota',
    net_control: 'walikota',
    mode: 'two_track',
    drill: false,
  },
  ...{ state: 'open', floor: null, talker: null, queue: [], count: 2, settled: 0, drafted_ms: 1, announced_ms: 2, opened_ms: 3 },
  ...{ paused_ms: null, closed_ms: null, signed_ms: null, signed_by: null, summons: null, version: 5 },
};

function made(): { hub: FakeHub; store: RollCallStore; kept: Map<string, string>; clock: FakeClock } {
  const [hub, clock, kept] = [new FakeHub(), new FakeClock(), new Map<string, string>()];
  const keep: Keep = { read: (name) => kept.get(name) ?? null, write: (name, value) => void kept.set(name, value) };
  let n = 0;
  return { hub, clock, kept, store: new RollCallStore(hub, keep, () => `id-${n++}`, clock) };
}

const ids = (hub: FakeHub): unknown[] => hub.said.map(([, ask]) => (ask as { id?: string }).id);

test('a press that had no answer is the same step when it is repeated', async () => {
  const { hub, store } = made();
  expect(await store.step('rollcall:next', { rollcall: 'r' })).toBe(false);
  hub.answers['rollcall:next'] = { ok: true, rollcall: CARD };
  expect(await store.step('rollcall:next', { rollcall: 'r' })).toBe(true);
  expect(await store.step('rollcall:next', { rollcall: 'r' })).toBe(true);
  expect(ids(hub)).toEqual(['id-0', 'id-0', 'id-1']);
});

test('who stands in the way is told', async () => {
  const { hub, store } = made();
  hub.answers['rollcall:call'] = { ok: false, code: 'rollcall_led', by: 'operator' };
  await store.step('rollcall:call', { rollcall: 'r' });
  expect(store.refused?.by).toBe('operator');
});

test('a report waits on the device, and is sent once', async () => {
  const { hub, store, kept, clock } = made();
  store.reports.greeted('bpbd');
  store.reports.report('r', 'e', { obstacle: 'Banjir' });
  await expect.poll(() => hub.names).toEqual(['rollcall:report']);
  expect(kept.get('reports.bpbd')).toContain('Banjir');
  hub.answers['rollcall:report'] = { ok: true, rollcall: CARD };
  clock.wind(3_000);
  await expect.poll(() => store.reports.unsent).toEqual([]);
  expect(kept.get('reports.bpbd')).toBe('');
  expect(ids(hub)).toEqual(['id-0', 'id-0']);
  expect(store.foremost?.id).toBe('r');
});

test('one that is refused for good does not stop the next', async () => {
  const { hub, store } = made();
  store.reports.greeted('bpbd');
  hub.answers['rollcall:report'] = { ok: false, code: 'bad_report' };
  store.reports.report('r', 'e', {});
  await expect.poll(() => store.reports.unsent).toEqual([]);
  expect(store.reports.refused?.code).toBe('bad_report');
});

test('what is typed and not sent is there again for its post alone', () => {
  const { store } = made();
  const entry = { id: 'e', rollcall: 'r' } as EntryCard;
  const typed = { ...EMPTY_FORM, obstacle: 'Air na' };
  store.drafts.write(entry, typed); // Nobody is signed in: nobody's.
  store.drafts.open('bpbd');
  expect(store.drafts.of(entry)).toBeNull();
  store.drafts.write(entry, typed);
  store.drafts.open('dinkes');
  expect(store.drafts.of(entry)).toBeNull();
  store.drafts.open('bpbd');
  expect(store.drafts.of(entry)).toEqual(typed);
  store.drafts.write(entry, null);
  expect(store.drafts.of(entry)).toBeNull();
});
