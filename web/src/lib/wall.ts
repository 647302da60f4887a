/** The wall's picture stands a little aside, another way every five minutes, so that nothing burns into the screen. */
const STEP_MS = 300_000;
const PLACES = [0, 4, 0, -4];

export function shift(now_ms: number): number {
  return PLACES[Math.floor(now_ms / STEP_MS) % PLACES.length] ?? 0;
}
