/**
 * How fast one page may join rooms. The hub lets a person in ten times at once and then every two
 * seconds; a page stays well below, so that the same person's phone still gets in.
 */
export interface Pace {
  readonly left: number;
  readonly at_ms: number;
}

export const BURST = 6;
export const EVERY_MS = 2_500;
const ROUNDING = 1e-6;

export function fresh(now_ms: number): Pace {
  return { left: BURST, at_ms: now_ms };
}

/** How long until the next may go. */
export function wait_ms(pace: Pace, now_ms: number): number {
  const { left } = refilled(pace, now_ms);
  return left >= 1 ? 0 : Math.ceil((1 - left) * EVERY_MS - ROUNDING);
}

export function spent(pace: Pace, now_ms: number): Pace {
  const full = refilled(pace, now_ms);
  return { ...full, left: full.left - 1 };
}

/** The hub itself said: not before so long. */
export function told(now_ms: number, retry_ms: number): Pace {
  return { left: 1 - retry_ms / EVERY_MS, at_ms: now_ms };
}

function refilled(pace: Pace, now_ms: number): Pace {
  return { left: Math.min(BURST, pace.left + (now_ms - pace.at_ms) / EVERY_MS), at_ms: now_ms };
}
