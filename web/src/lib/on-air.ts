/**
 * Is what I say on the air of a radio? Only what its bridge confirms counts, never the press.
 *
 *   off --mine--> waits --keyed, heard--> sent --not any more--> waits
 *   waits --300 ms; no bridge; its timer--> unsent --keyed--> sent
 *   anything --no longer mine--> off
 *
 * Pure: whoever waits is looked at again when `PATIENCE_MS` are over.
 */
import type { RadioNow } from './wire';

export type Cause = 'silent' | 'no_bridge' | 'timer';

export type OnAir =
  | { readonly at: 'off' }
  | { readonly at: 'waits'; readonly since_ms: number }
  | { readonly at: 'sent' }
  | { readonly at: 'unsent'; readonly cause: Cause };

export const OFF: OnAir = { at: 'off' };
export const PATIENCE_MS = 300;

/** mine: the floor is given to me. */
export function onAir(before: OnAir, mine: boolean, radio: RadioNow | null, now_ms: number): OnAir {
  if (!mine || radio === null) return OFF;
  if (radio.on_air === 'keyed' || radio.on_air === 'heard') return { at: 'sent' };
  if (radio.latched) return { at: 'unsent', cause: 'timer' };
  if (!radio.up) return { at: 'unsent', cause: 'no_bridge' };
  if (before.at === 'unsent') return { at: 'unsent', cause: 'silent' };
  const since_ms = before.at === 'waits' ? before.since_ms : now_ms;
  return now_ms - since_ms >= PATIENCE_MS ? { at: 'unsent', cause: 'silent' } : { at: 'waits', since_ms };
}

/** May it be shown red: there is no radio to wait for, or it sends. */
export function aired(on_air: OnAir): boolean {
  return on_air.at === 'off' || on_air.at === 'sent';
}

/** asked: the hub gave the air. keyed: the keyer confirms its line. heard: on the loop-back too. */
export type Lamp = 'off' | 'asked' | 'late' | 'lit';

export function lamps(radio: RadioNow, mine: OnAir): Readonly<Record<'asked' | 'keyed' | 'heard', Lamp>> {
  const now = radio.on_air ?? 'off';
  const keyed = now === 'keyed' || now === 'heard';
  const asked = now === 'off' && mine.at !== 'waits' && mine.at !== 'unsent' ? 'off' : mine.at === 'unsent' ? 'late' : 'asked';
  return { asked, keyed: keyed ? 'lit' : 'off', heard: now === 'heard' ? 'lit' : 'off' };
}
