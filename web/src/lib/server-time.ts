/** Server time: what the hub said in its last hello, and what a clock that never jumps has counted since. */
export interface Mark {
  readonly server_ms: number;
  readonly mono_ms: number;
}

export function serverNow(mark: Mark, mono_ms: number): number {
  return mark.server_ms + (mono_ms - mark.mono_ms);
}

/** Whole seconds, and at least one: nobody talks for none. */
export function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}

/** "01:05"; never less than nothing. */
export function minutes(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
