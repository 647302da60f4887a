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
    leave: () => Promise.resolve({ ok: true }),
  };
}

test('a link says whom it signs in, and signs in when asked', async () => {
  const onin = vi.fn();
  const session = new SessionStore(door({}), onin);
  await session.begin('token');
  expect(session.now).toMatchObject({ at: 'link', token: 'token', who: WHO });
  expect(onin).not.toHaveBeenCalled();
  await session.use();
  expect(session.now.at).toBe('in');
  expect(onin).toHaveBeenCalledOnce();
});

test('whoever is in goes on, link or not', async () => {
  const session = new SessionStore(door({ me: WHO }), vi.fn());
  await session.begin('token');
  expect(session.now.at).toBe('in');
});

test('nobody, and no link', async () => {
  const session = new SessionStore(door({}), vi.fn());
  await session.begin(null);
  expect(session.now).toEqual({ at: 'out', code: null });
});

test.each(['link_used', 'link_expired', 'link_unknown'] as const)('%s is said', async (code) => {
  const session = new SessionStore(door({ look: { ok: false, code } }), vi.fn());
  await session.begin('token');
  expect(session.now).toEqual({ at: 'out', code });
});

test('a hub that cannot be reached is not a bad link', async () => {
  const away = new SessionStore(door({ me: UNREACHABLE }), vi.fn());
  await away.begin('token');
  expect(away.now).toEqual({ at: 'out', code: 'unreachable' });

  const session = new SessionStore(door({ use: UNREACHABLE }), vi.fn());
  await session.begin('token');
  await session.use();
  expect(session.now).toMatchObject({ at: 'link', busy: false });
});
