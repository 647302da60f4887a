/** Signing in and out, over HTTP: the session is a cookie this page cannot read. */
import type { DoorPort } from '../lib/ports';
import type { SignedIn } from '../lib/wire';
import { ask } from './http';

export const door: DoorPort = {
  look: (token) => ask<SignedIn>('POST', '/api/link/look', { token }),
  use: (token) => ask<SignedIn>('POST', '/api/link/use', { token }),
  me: () => ask<SignedIn>('GET', '/api/me'),
  leave: () => ask('POST', '/api/sign-out', {}),
};
