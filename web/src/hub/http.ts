/** One plain request to the hub, and its answer as a command would have it. */
import { UNREACHABLE, type Reply } from '../lib/reply';

const PATIENCE_MS = 8_000;

interface How {
  readonly patience_ms?: number;
  /** Refused when another post has signed in on this browser meanwhile. */
  readonly post?: string;
}

export async function ask<T extends object>(method: 'GET' | 'POST', path: string, body?: object, how: How = {}): Promise<Reply<T>> {
  try {
    const answer = await fetch(path, {
      method,
      signal: AbortSignal.timeout(how.patience_ms ?? PATIENCE_MS),
      headers: { ...(body && { 'content-type': 'application/json' }), ...(how.post !== undefined && { 'x-posko-post': how.post }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Reply<T>;
  } catch {
    return UNREACHABLE; // No network, no hub, or something between us that does not speak JSON.
  }
}
