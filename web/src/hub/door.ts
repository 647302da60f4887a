/** Signing in and out, over HTTP: the session is a cookie this page cannot read. */
import type { DoorPort } from '../lib/ports';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { SignedIn } from '../lib/wire';

const PATIENCE_MS = 8_000;

export const door: DoorPort = {
  look: (token) => ask<SignedIn>('POST', '/api/link/look', { token }),
  use: (token) => ask<SignedIn>('POST', '/api/link/use', { token }),
  me: () => ask<SignedIn>('GET', '/api/me'),
  leave: () => ask('POST', '/api/sign-out', {}),
};

async function ask<T extends object>(method: 'GET' | 'POST', path: string, body?: object): Promise<Reply<T>> {
  try {
    const answer = await fetch(path, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return (await answer.json()) as Reply<T>;
  } catch {
    return UNREACHABLE; // No network, no hub, or something between us that does not speak JSON.
  }
}
