/** Which recording is heard next: again the last, the one before it, or the first that was not heard yet. */

export interface Last {
  readonly id: string;
  /** When it was begun, or has ended. */
  readonly at_ms: number;
}

/** Pressed again so soon, the key goes one further back. */
export const AGAIN_MS = 10_000;

/** newest_first: what can be heard. playing: the last one has not ended. */
export function back(newest_first: readonly string[], last: Last | null, playing: boolean, now_ms: number): string | null {
  const at = last === null ? -1 : newest_first.indexOf(last.id);
  const goes_on = at >= 0 && last !== null && (playing || now_ms - last.at_ms < AGAIN_MS);
  return newest_first[goes_on ? Math.min(at + 1, newest_first.length - 1) : 0] ?? null;
}

/** In the order in which it was said. */
export function nextUnheard<T>(newest_first: readonly T[], heard: (one: T) => boolean): T | null {
  return newest_first.findLast((one) => !heard(one)) ?? null;
}

export interface Ears {
  readonly heard: ReadonlySet<string>;
  /** What was said before this console was first opened counts as heard. */
  readonly since_ms: number;
}

const KEPT_MAX = 500;

export function hears(ears: Ears, id: string): Ears {
  if (ears.heard.has(id)) return ears;
  return { ...ears, heard: new Set([...ears.heard, id].slice(-KEPT_MAX)) };
}

export function wasHeard(ears: Ears, id: string, began_ms: number): boolean {
  return began_ms < ears.since_ms || ears.heard.has(id);
}

export function keptEars(ears: Ears): string {
  return JSON.stringify({ since_ms: ears.since_ms, heard: [...ears.heard] });
}

export function earsFrom(told: Record<string, unknown>, now_ms: number): Ears {
  const { since_ms, heard } = told;
  const ids: readonly unknown[] = Array.isArray(heard) ? heard : [];
  return {
    since_ms: typeof since_ms === 'number' ? since_ms : now_ms,
    heard: new Set(ids.filter((id) => typeof id === 'string')),
  };
}
