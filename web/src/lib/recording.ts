/** A recording as it is looked through: who spoke when, on a lane each, and the turns one can jump to. */
import type { Talked } from './wire';

export interface Lane {
  readonly who: string;
  /** Shares of the whole length, 0 to 1. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

export interface Turn {
  readonly who: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Who goes on after less than this has the same turn. */
export const SAME_TURN_MS = 3_000;
export const RATES = [1, 1.5] as const;
export type Rate = (typeof RATES)[number];

/** In the order in which each spoke first. */
export function lanes(talks: readonly Talked[], length_ms: number): readonly Lane[] {
  const by = new Map<string, { from: number; to: number }[]>();
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / Math.max(1, length_ms)));
  for (const { who, from_ms, to_ms } of talks) {
    const spans = by.get(who) ?? [];
    spans.push({ from: share(from_ms), to: share(to_ms) });
    by.set(who, spans);
  }
  return [...by].map(([who, spans]) => ({ who, spans }));
}

/** In the order they began. One that pauses shortly goes on; what another says meanwhile is a turn of its own. */
export function turns(talks: readonly Talked[]): readonly Turn[] {
  const found: Turn[] = [];
  for (const { who, from_ms, to_ms } of talks) {
    const at = found.findLastIndex((one) => one.who === who);
    const last = found[at];
    if (last && from_ms - last.to_ms < SAME_TURN_MS) found[at] = { ...last, to_ms: Math.max(last.to_ms, to_ms) };
    else found.push({ who, from_ms, to_ms });
  }
  return found;
}

/** Which turn is heard at a moment: of two at once the one that began last. -1: nobody's. */
export function turnAt(all: readonly Turn[], at_ms: number): number {
  return all.findLastIndex((one) => one.from_ms <= at_ms && at_ms < one.to_ms);
}

/** The other of the two speeds. */
export function otherRate(rate: Rate): Rate {
  return RATES.find((one) => one !== rate) ?? 1;
}
