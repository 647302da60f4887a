/** What a command gets back. A refusal and a dead link are ordinary answers, never exceptions. */
import type { Code } from './wire';

export type Why = Code | 'unreachable';

/** As on the wire, and what the link itself may say. A newer hub may send a code that is not in `Why`. */
export interface No {
  readonly ok: false;
  readonly code: Why;
  readonly retry_after_s?: number | null;
}

export type Reply<T> = (T & { readonly ok: true }) | No;

export const UNREACHABLE: No = { ok: false, code: 'unreachable' };
