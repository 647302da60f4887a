import { expect, test } from 'vitest';
import type { RecordingCard } from '../lib/wire';
import { FakeHub } from './fake-ports';
import { RecordingsStore } from './recordings-store.svelte';

const card = (n: number): RecordingCard => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  began_ms: 1_000 * n,
  length_ms: 60_000,
  bytes: 1,
  state: 'kept',
  keep_until_ms: 9_000,
  sha256: '',
  cut: false,
});
const page = (...recordings: RecordingCard[]) => ({ ok: true as const, on: true, keep_days: 90, recordings, more: true });

test('older ones come after those that are here', async () => {
  const hub = new FakeHub();
  const store = new RecordingsStore(hub, 'umum');
  hub.answers['recording:list'] = page(card(3), card(2));
  await store.load();
  hub.answers['recording:list'] = { ...page(card(1)), more: false };
  await store.more();
  expect(hub.said.at(-1)).toEqual(['recording:list', { room: 'umum', before: 2_000 }]);
  expect(store.now?.recordings.map((one) => one.began_ms)).toEqual([3_000, 2_000, 1_000]);
  expect(store.now?.more).toBe(false);
});

test('what is set is what the hub says it is', async () => {
  const hub = new FakeHub();
  const store = new RecordingsStore(hub, 'umum');
  await store.set(true, 30);
  expect(store.refused).toBe('unreachable');
  hub.answers['recording:set'] = { ok: true };
  hub.answers['recording:list'] = { ...page(), keep_days: 30 };
  await store.set(true, 30);
  expect([store.refused, store.now?.on, store.now?.keep_days]).toEqual([null, true, 30]);
});

test('one that was closed before it came stays closed', async () => {
  const hub = new FakeHub();
  const store = new RecordingsStore(hub, 'umum');
  hub.answers['recording:read'] = { ok: true, recording: card(1), talks: [] };
  const coming = store.hear(card(1));
  store.shut();
  await coming;
  expect(store.open).toBeNull();
  await store.hear(card(1));
  expect(store.open?.recording.id).toBe(card(1).id);
});
