/** How a time of waiting is shown: calm at first, then amber; red once it has gone further up; still without a link. */
export type WaitFace = 'calm' | 'wait' | 'late' | 'still';

/** So long nobody is late. */
export const CALM_MS = 30_000;
const MINUTE_MS = 60_000;

export interface Waiting {
  readonly waited_ms: number;
  readonly escalated: boolean;
  /** The link is down: what is shown may have changed. */
  readonly stale: boolean;
}

export function waitFace(w: Waiting): WaitFace {
  if (w.stale) return 'still';
  if (w.escalated) return 'late';
  return w.waited_ms < CALM_MS ? 'calm' : 'wait';
}

/** Whole minutes that have passed: what is read aloud when it changes, never each second. */
export function minutesPassed(waited_ms: number): number {
  return Math.max(0, Math.floor(waited_ms / MINUTE_MS));
}

/** "02:41": how long it has been, in seconds that are over. */
export function elapsed(waited_ms: number): string {
  const seconds = Math.max(0, Math.floor(waited_ms / 1000));
  return [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
}
