import { expect, test } from 'vitest';
import type { HubPort } from '../lib/ports';
import type { RecipientCard } from '../lib/wire';
import { SummonsStore } from './summons-store.svelte';

const KEEP = { read: () => '', write: () => undefined };
const BPBD = { id: 'r1', post: 'bpbd' } as RecipientCard;

/** A hub that says what it is told to, and remembers what it was asked. */
function over(...replies: readonly unknown[]): { store: SummonsStore; asked: unknown[] } {
  const asked: unknown[] = [];
  const left = [...replies];
  let n = 0;
  const command = ((name: string, ask: unknown) => {
    asked.push([name, ask]);
    return Promise.resolve(left.shift());
  }) as HubPort['command'];
  return { store: new SummonsStore({ command }, () => `id${String((n += 1))}`, KEEP), asked };
}

test('a note that was not saved is the same note when it is saved again, and then another', async () => {
  const { store, asked } = over({ ok: false, code: 'unreachable' }, { ok: true }, { ok: true });
  expect(await store.note('r1', 'HP mati')).toBe('unreachable');
  expect(await store.note('r1', 'HP mati')).toBeNull();
  await store.note('r1', 'HP mati');
  expect(asked.map((one) => (one as [string, { id: string }])[1].id)).toEqual(['id1', 'id1', 'id2']);
});

test('who had him first is told to the second, until he does something else', async () => {
  const { store } = over({ ok: true, held: { by: 'operator', at_ms: 5 } }, { ok: true });
  await store.take(BPBD, 'walikota');
  expect(store.taken).toEqual({ post: 'bpbd', by: 'operator', at_ms: 5 });
  await store.dial('r1');
  expect(store.taken).toBeNull();
});

test('of whom I have in hand, nobody was first', async () => {
  const { store } = over({ ok: true, held: { by: 'walikota', at_ms: 5 } });
  await store.take(BPBD, 'walikota');
  expect(store.taken).toBeNull();
});
