import { beforeEach, describe, expect, it } from 'vitest';
import type { PushPort } from '../lib/ports';
import { next, type Permission } from '../lib/reach-steps';
import type { ReachWay, ReachWays } from '../lib/wire';
import { FakeHub } from './fake-ports';
import { ReachStore } from './reach-store.svelte';

const SUBSCRIPTION = { endpoint: 'https://push.example/1', keys: { p256dh: 'a', auth: 'b' } };
const WAY: ReachWay = {
  ...{ id: 'w1', channel: 'push', label: 'HP', address: 'push.example', state: 'good', mine: true, added_ms: 1, verified_ms: 1 },
};
const MINE: ReachWays = { ok: true, ways: [], channels: ['push', 'ntfy'], vapid: 'key' };

class FakePush implements PushPort {
  permission: Permission = 'default';
  answers: Permission = 'granted';
  subscribed: typeof SUBSCRIPTION | null = SUBSCRIPTION;
  asked = 0;

  ask(): Promise<Permission> {
    this.asked += 1;
    this.permission = this.answers;
    return Promise.resolve(this.permission);
  }

  subscribe(): Promise<typeof SUBSCRIPTION | null> {
    return Promise.resolve(this.permission === 'granted' ? this.subscribed : null);
  }

  greet(): void {
    this.asked += 0;
  }
}

const kept: Record<string, string> = {};
const push = { now: new FakePush() };

function town(): { store: ReachStore; hub: FakeHub; push: FakePush } {
  const hub = new FakeHub();
  hub.answers['reach:mine'] = MINE;
  hub.answers['reach:push'] = { ok: true, way: WAY };
  const keep = {
    read: (name: string): string | null => kept[name] ?? null,
    write: (name: string, value: string): void => {
      kept[name] = value;
    },
  };
  const world = { push: push.now, install: { installed: false, by_hand: false }, keep, newId: () => 'c1' };
  const store = new ReachStore(hub, { ...world, wall: () => 5, label: 'Chrome di Android', handheld: false });
  return { store, hub, push: push.now };
}

beforeEach(() => {
  for (const name of Object.keys(kept)) Reflect.deleteProperty(kept, name);
  push.now = new FakePush();
});

describe('at each start', () => {
  it('this device is registered quietly where it may be, and never asked', async () => {
    push.now.permission = 'granted';
    const { store, hub } = town();
    await store.begin();
    expect(hub.said).toContainEqual(['reach:push', { subscription: SUBSCRIPTION, label: 'Chrome di Android' }]);
    expect(push.now.asked).toBe(0);
  });

  it('nothing is sent without a permission', async () => {
    const { store, hub } = town();
    await store.begin();
    expect(hub.names).toEqual(['reach:mine']);
    expect(push.now.asked).toBe(0);
    expect(next(store.steps)).toBe('allow');
  });
});

describe('the permission', () => {
  it('is asked by a tap, and then the device is registered', async () => {
    const { store, hub } = town();
    await store.load();
    hub.answers['reach:mine'] = { ...MINE, ways: [WAY] };
    await store.allow();
    expect(hub.names).toContain('reach:push');
    expect(next(store.steps)).toBe('hear');
  });

  it('that was refused is no mistake of the hub', async () => {
    push.now.answers = 'denied';
    const { store } = town();
    await store.load();
    await store.allow();
    expect([store.now.permission, store.now.no]).toEqual(['denied', null]);
  });

  it('without a push service says that it did not work', async () => {
    push.now.subscribed = null;
    const { store } = town();
    await store.load();
    await store.allow();
    expect(store.now.no).toMatchObject({ at: 'allow', is: { code: 'unreachable' } });
  });
});

it('what was heard is remembered on this device, over the next start', async () => {
  push.now.permission = 'granted';
  const { store, hub } = town();
  hub.answers['reach:mine'] = { ...MINE, ways: [WAY] };
  hub.answers['reach:test'] = { ok: true, tried: 'delivered', way: WAY };
  await store.begin();
  await store.test('w1');
  expect(store.now.tried).toEqual({ w1: 'delivered' });
  expect(await store.heard('w1'), 'the hub does not answer').toBe(false);
  expect(store.heardHere).toBe(false);
  hub.answers['reach:heard'] = { ok: true, way: WAY };
  expect(await store.heard('w1')).toBe(true);
  const again = town();
  again.hub.answers['reach:mine'] = { ...MINE, ways: [WAY] };
  await again.store.load();
  expect(again.store.heardHere).toBe(true);
  expect(next(again.store.steps)).toBe('second');
});

it('a refusal stands beside what was tried, until something else is', async () => {
  const { store, hub } = town();
  await store.load();
  hub.answers['reach:add'] = { ok: false, code: 'bad_address' };
  expect(await store.add('phone', 'x')).toBe(null);
  expect(store.now.no).toMatchObject({ at: 'add', is: { code: 'bad_address' } });
  hub.answers['reach:add'] = { ok: true, way: { ...WAY, id: 'c1', channel: 'phone' } };
  expect(await store.add('phone', '0811')).toBe('c1');
  expect(store.now.no).toBe(null);
});
