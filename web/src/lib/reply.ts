/** What a command gets back. A refusal and a dead link are ordinary answers, never exceptions. */
import type { Code } from './wire';

export type Why = Code | 'unreachable';

/** As on the wire, and what the link itself may say. A newer hub may send a code that is not in `Why`. */
export interface No {
  readonly ok: false;
  readonly code: Why;
  readonly retry_after_s?: number | null;
  /** The post that stands in the way. */
  readonly by?: string | null;
}

export type Reply<T> = (T & { readonly ok: true }) | No;

export const UNREACHABLE: No = { ok: false, code: 'unreachable' };

/** Refusals that pass by themselves: what was asked is asked again, with the same id. */
const PASSING: readonly Why[] = ['unreachable', 'internal', 'not_saved', 'rate_limited'];

export function passes(why: Why): boolean {
  return PASSING.includes(why);
}

/** How long to wait before that: what the hub says, if it says more. */
export function restMs(no: No, least_ms: number): number {
  return Math.max(least_ms, (no.retry_after_s ?? 0) * 1000);
}
