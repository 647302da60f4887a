/** The tick of a level meter: it stays at the loudest for a moment, then falls. */
export interface Peak {
  readonly level: number; // 0 to 1
  readonly at_ms: number;
}

export const NO_PEAK: Peak = { level: 0, at_ms: 0 };
const HOLD_MS = 1_500;
const FALL_PER_S = 0.4;

export function peaked(before: Peak, level: number, now_ms: number): Peak {
  const held_ms = now_ms - before.at_ms;
  const fallen = held_ms < HOLD_MS ? before.level : before.level - ((held_ms - HOLD_MS) / 1_000) * FALL_PER_S;
  return level >= fallen ? { level, at_ms: now_ms } : before;
}

/** Where the tick is shown. */
export function tick(peak: Peak, now_ms: number): number {
  const falling_s = Math.max(0, now_ms - peak.at_ms - HOLD_MS) / 1_000;
  return Math.max(0, peak.level - falling_s * FALL_PER_S);
}
