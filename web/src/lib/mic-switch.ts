/**
 * The big button of an open room: a tap leaves the microphone open, a hold opens it while it lasts.
 *
 *   shut --down--> opening --opened--> open        up, soon after: stays open. up, later: shut
 *   open --down, up--> shut                        cancelled: a hold ends, a switched-on one stays
 *
 * Pure, as ptt.ts is. The microphone lets sound through only once the hub has agreed, and is shut
 * before the hub is told. Whatever breaks the voice shuts it, and it is never opened again unasked.
 */
import type { Why } from './reply';

/** Shorter is a tap. */
export const TAP_MS = 400;

export type MicSwitch =
  | { readonly at: 'shut'; readonly code: Why | null }
  | { readonly at: 'opening' | 'open'; readonly down_ms: number | null; readonly turn: number }; // down: held since.

export type SwitchEvent =
  | { readonly is: 'down'; readonly at_ms: number; readonly turn: number }
  | { readonly is: 'up'; readonly at_ms: number }
  | { readonly is: 'opened'; readonly turn: number }
  | { readonly is: 'refused'; readonly turn: number; readonly code: Why }
  | { readonly is: 'cancelled' | 'lost' };

export type SwitchEffect =
  { readonly do: 'ask_open'; readonly turn: number } | { readonly do: 'ask_shut' | 'open_mic' | 'shut_mic' | 'buzz' };

type Step = readonly [MicSwitch, readonly SwitchEffect[]];

export const SHUT: MicSwitch = { at: 'shut', code: null };
const CLOSE: readonly SwitchEffect[] = [{ do: 'shut_mic' }, { do: 'ask_shut' }];

export function turn(s: MicSwitch, e: SwitchEvent): Step {
  switch (e.is) {
    case 'down':
      if (s.at !== 'shut') return [SHUT, CLOSE];
      return [{ at: 'opening', down_ms: e.at_ms, turn: e.turn }, [{ do: 'ask_open', turn: e.turn }]];
    case 'up':
      return released(s, e.at_ms);
    case 'cancelled':
      return s.at !== 'shut' && s.down_ms !== null ? [SHUT, CLOSE] : [s, []];
    case 'lost':
      return s.at === 'shut' ? [s, [{ do: 'shut_mic' }]] : [SHUT, CLOSE];
    case 'opened':
    case 'refused':
      return s.at === 'opening' && s.turn === e.turn ? answered(s, e) : [s, []];
  }
}

function released(s: MicSwitch, at_ms: number): Step {
  if (s.at === 'shut' || s.down_ms === null) return [s, []];
  return at_ms - s.down_ms < TAP_MS ? [{ ...s, down_ms: null }, []] : [SHUT, CLOSE];
}

function answered(s: Exclude<MicSwitch, { at: 'shut' }>, e: Extract<SwitchEvent, { is: 'opened' | 'refused' }>): Step {
  if (e.is === 'opened') return [{ ...s, at: 'open' }, [{ do: 'open_mic' }]];
  return [{ at: 'shut', code: e.code }, [{ do: 'shut_mic' }, { do: 'buzz' }]];
}
