import { expect, test } from 'vitest';
import type { MyCall } from '../lib/wire';
import { FakeHub } from './fake-ports';
import { MineStore } from './mine-store.svelte';

const call = (id: string): MyCall => ({ summons: { id }, recipient: { id } }) as MyCall;

test('what was known stays when the hub cannot be asked', async () => {
  const hub = new FakeHub();
  const store = new MineStore(hub);
  expect(store.calls).toBeNull();
  hub.answers['summons:mine'] = { ok: true, calls: [call('a')] };
  await store.load();
  expect([store.calls?.length, store.refused]).toEqual([1, null]);
  delete hub.answers['summons:mine'];
  await store.load();
  expect([store.calls?.length, store.refused]).toEqual([1, 'unreachable']);
});

test('of two that were asked for, the later one is believed', async () => {
  const waits: ((calls: MyCall[]) => void)[] = [];
  const store = new MineStore({
    command: () =>
      new Promise((then) =>
        waits.push((calls) => {
          then({ ok: true, calls } as never);
        }),
      ),
  });
  const [first, second] = [store.load(), store.load()];
  waits[1]?.([call('new')]);
  waits[0]?.([call('old')]);
  await Promise.all([first, second]);
  expect(store.calls?.map((one) => one.summons.id)).toEqual(['new']);
});
