import { expect, test, vi } from 'vitest';
import type { DoorPort } from '../lib/ports';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { SignedIn } from '../lib/wire';
import { SessionStore } from './session-store.svelte';

const WHO: SignedIn = { ok: true, city: 'Kota', me: { id: 'bpbd', agency: 'Badan', agency_short: 'BPBD', post: 'Kepala', role: 'head' } };
const NOBODY: Reply<SignedIn> = { ok: false, code: 'not_signed_in' };

function door(answers: Partial<Record<'me' | 'look' | 'use', Reply<SignedIn>>>): DoorPort {
  return {
    me: () => Promise.resolve(answers.me ?? NOBODY),
    look: () => Promise.resolve(answers.look ?? WHO),
    use: () => Promise.resolve(answers.use ?? WHO),
    code: () => Promise.resolve(answers.use ?? WHO),
    password: () => Promise.resolve(answers.use ?? WHO),
    askPasskey: () => Promise.resolve(UNREACHABLE),
    passkey: () => Promise.resolve(answers.use ?? WHO),
    leave: () => Promise.resolve({ ok: true }),
  };
}

test('a link says whom it signs in, and signs in when asked', async () => {
  const onin = vi.fn();
  const session = new SessionStore(door({}), onin, () => 'nonce');
  await session.begin('token');
  expect(session.now).toMatchObject({ at: 'link', token: 'token', who: WHO });
  expect(onin).not.toHaveBeenCalled();
  await session.use();
  expect(session.now.at).toBe('in');
  expect(onin).toHaveBeenCalledOnce();
});

test.each<[string, Reply<SignedIn>]>([
  ['his own', WHO],
  ['one that was used', { ok: false, code: 'link_used' }],
  ['one nobody can be asked about', UNREACHABLE],
])('whoever is in goes on, with a link of %s', async (_, look) => {
  const session = new SessionStore(door({ me: WHO, look }), vi.fn(), () => 'nonce');
  await session.begin('token');
  expect(session.now).toMatchObject({ at: 'in', who: WHO });
});

test("someone else's link asks first: whoever is in may stay, or make way", async () => {
  const other: SignedIn = { ...WHO, me: { ...WHO.me, id: 'dinkes' } };
  const session = new SessionStore(door({ me: WHO, look: other, use: other }), vi.fn(), () => 'nonce');
  await session.begin('token');
  expect(session.now).toMatchObject({ at: 'link', who: other, instead: WHO });
  session.stay();
  expect(session.now).toMatchObject({ at: 'in', who: WHO });

  await session.begin('token');
  await session.use();
  expect(session.now).toMatchObject({ at: 'in', who: other });
});

test('of two links opened one after the other the second counts', async () => {
  const asked: ((look: Reply<SignedIn>) => void)[] = [];
  const slow = { ...door({}), look: () => new Promise<Reply<SignedIn>>((say) => asked.push(say)) };
  const session = new SessionStore(slow, vi.fn(), () => 'nonce');
  const both = [session.begin('first'), session.begin('second')];
  await vi.waitFor(() => {
    expect(asked).toHaveLength(2);
  });
  asked[1]?.(WHO);
  asked[0]?.({ ok: false, code: 'link_used' });
  await Promise.all(both);
  expect(session.now).toMatchObject({ at: 'link', token: 'second' });
});

test('signed out only once the hub knows', async () => {
  const answers: Reply<object>[] = [UNREACHABLE, { ok: true }];
  const session = new SessionStore(
    { ...door({ me: WHO }), leave: () => Promise.resolve(answers.shift() ?? UNREACHABLE) },
    vi.fn(),
    () => 'nonce',
  );
  await session.begin(null);
  expect(await session.leave()).toBe(false);
  expect(session.now.at).toBe('in');
  expect(await session.leave()).toBe(true);
  expect(session.now.at).toBe('out');
});

test('nobody, and no link', async () => {
  const session = new SessionStore(door({}), vi.fn(), () => 'nonce');
  await session.begin(null);
  expect(session.now).toEqual({ at: 'out', code: null });
});

test.each(['link_used', 'link_expired', 'link_unknown'] as const)('%s is said', async (code) => {
  const session = new SessionStore(door({ look: { ok: false, code } }), vi.fn(), () => 'nonce');
  await session.begin('token');
  expect(session.now).toEqual({ at: 'out', code });
});

test('a hub that cannot be reached is not a bad link', async () => {
  const away = new SessionStore(door({ me: UNREACHABLE }), vi.fn(), () => 'nonce');
  await away.begin('token');
  expect(away.now).toEqual({ at: 'out', code: 'unreachable' });

  const session = new SessionStore(door({ use: UNREACHABLE }), vi.fn(), () => 'nonce');
  await session.begin('token');
  await session.use();
  expect(session.now).toMatchObject({ at: 'link', busy: false, code: 'unreachable' });
});

test('a reply that was lost is made good, in the same page and in the one after it', async () => {
  const kept: Record<string, string> = {};
  const keep = { read: (name: string) => kept[name] ?? null, write: (name: string, value: string) => void (kept[name] = value) };
  const nonces: string[] = [];
  const lossy = (...replies: Reply<SignedIn>[]): DoorPort => ({
    ...door({ look: replies.length > 1 ? WHO : { ok: false, code: 'link_used' } }),
    use: (_, nonce) => {
      nonces.push(nonce);
      return Promise.resolve(replies.shift() ?? UNREACHABLE);
    },
  });
  let made = 0;
  const newId = (): string => `nonce-${(made += 1)}`;
  const first = new SessionStore(lossy(UNREACHABLE, UNREACHABLE), vi.fn(), newId, keep);
  await first.begin('the-token-of-a-link');
  await first.use();
  await first.use();
  const second = new SessionStore(lossy(WHO), vi.fn(), newId, keep);
  await second.begin('the-token-of-a-link');
  expect(second.now.at).toBe('in');
  expect(nonces).toEqual(['nonce-1', 'nonce-1', 'nonce-1']);

  const third = new SessionStore(lossy(WHO), vi.fn(), newId, keep);
  await third.begin('the-token-of-a-link');
  expect(third.now).toEqual({ at: 'out', code: 'link_used' });
});

test('who was in is told that it is over', async () => {
  const answers: Reply<SignedIn>[] = [WHO, NOBODY];
  const session = new SessionStore({ ...door({}), me: () => Promise.resolve(answers.shift() ?? NOBODY) }, vi.fn(), () => 'nonce');
  await session.begin(null);
  await session.begin(null);
  expect(session.now).toEqual({ at: 'out', code: null, ended: true });
});

test('whoever is in no longer is told of once: left, ended meanwhile, or another came in', async () => {
  const kept = new Map<string, string>();
  const keep = { read: (name: string) => kept.get(name) ?? null, write: (name: string, value: string) => void kept.set(name, value) };
  const onover = vi.fn();
  const made = (answers: Parameters<typeof door>[0]): SessionStore => new SessionStore(door(answers), vi.fn(), () => 'nonce', keep, onover);

  await made({ me: WHO }).begin(null);
  await made({ me: UNREACHABLE }).begin(null);
  expect(onover).not.toHaveBeenCalled(); // Nobody could be asked: he is in as far as this device knows.
  await made({ me: NOBODY }).begin(null);
  expect(onover.mock.calls).toEqual([['bpbd']]);
  await made({ me: NOBODY }).begin(null);
  expect(onover).toHaveBeenCalledOnce();

  await made({ me: WHO }).begin(null);
  made({}).entered({ ...WHO, me: { ...WHO.me, id: 'dinkes' } });
  expect(onover.mock.calls).toEqual([['bpbd'], ['bpbd']]);
});
