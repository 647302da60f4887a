/** Signing in and out, over HTTP: the session is a cookie this page cannot read. */
import type { DoorPort } from '../lib/ports';
import type { PasskeyAsked, SignedIn } from '../lib/wire';
import { ask } from './http';

export const door: DoorPort = {
  look: (token) => ask<SignedIn>('POST', '/api/link/look', { token }),
  use: (token, nonce) => ask<SignedIn>('POST', '/api/link/use', { token, nonce }),
  code: (code, nonce) => ask<SignedIn>('POST', '/api/code/use', { code, nonce }),
  password: (name, password, code) => ask<SignedIn>('POST', '/api/password/use', { name, password, code }),
  askPasskey: () => ask<PasskeyAsked>('POST', '/api/passkey/ask', {}),
  passkey: (ceremony, credential) => ask<SignedIn>('POST', '/api/passkey/use', { ceremony, credential }),
  me: () => ask<SignedIn>('GET', '/api/me'),
  leave: () => ask('POST', '/api/sign-out', {}),
};
