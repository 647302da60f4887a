/** One plain request to the hub, and its answer as a command would have it. */
import { UNREACHABLE, type Reply } from '../lib/reply';

const PATIENCE_MS = 8_000;

export async function ask<T extends object>(
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  patience_ms = PATIENCE_MS,
): Promise<Reply<T>> {
  try {
    const answer = await fetch(path, {
      method,
      signal: AbortSignal.timeout(patience_ms),
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return (await answer.json()) as Reply<T>;
  } catch {
    return UNREACHABLE; // No network, no hub, or something between us that does not speak JSON.
  }
}
