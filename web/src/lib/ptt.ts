/**
 * Push-to-talk: may I be heard, and what must the world do about it.
 *
 *   idle --pressed--> requesting --granted--> permitted --toned--> onair --released--> idle
 *                     requesting --queued---> queued ----granted--> permitted
 *   whatever I asked for --refused--> refused --released, faded--> idle
 *   anything --lost--> idle
 *
 * Pure: effects are returned in order, never done. The microphone opens in one place, `toned`, and
 * whatever lets go shuts it before the hub is told. Each press has its own number: a grant or the
 * end of a tone that belongs to an earlier press changes nothing.
 */
import type { Why } from './reply';
import type { PttNews } from './wire';

export type Reason = Why | NonNullable<PttNews['code']>;

export type Ptt =
  | { readonly at: 'idle' }
  | { readonly at: 'requesting'; readonly request: number }
  | { readonly at: 'permitted' | 'onair'; readonly request: number; readonly until_ms: number | null }
  | { readonly at: 'queued'; readonly request: number; readonly talker: string | null; readonly place: number | null }
  | { readonly at: 'refused'; readonly code: Reason; readonly held: boolean; readonly press: number };

export type PttEvent =
  | { readonly is: 'pressed'; readonly request: number }
  | { readonly is: 'granted'; readonly request: number; readonly until_ms: number | null }
  | { readonly is: 'queued'; readonly request: number; readonly talker: string | null; readonly place: number | null }
  | { readonly is: 'refused'; readonly request: number; readonly code: Reason } // Denied, or taken back.
  | { readonly is: 'toned'; readonly request: number }
  | { readonly is: 'released' | 'lost' | 'faded' };

export type PttEffect =
  | { readonly do: 'ask' | 'let_go'; readonly request: number }
  | { readonly do: 'permit'; readonly request: number } // Play the tone; say `toned` when it has been heard.
  | { readonly do: 'buzz' | 'open_mic' | 'shut_mic' };

type Wanting = Extract<Ptt, { request: number }>;
type Step = readonly [Ptt, readonly PttEffect[]];

export const IDLE: Ptt = { at: 'idle' };
const SHUT: PttEffect = { do: 'shut_mic' };

export function step(s: Ptt, e: PttEvent): Step {
  switch (e.is) {
    case 'pressed':
      return pressed(s, e.request);
    case 'released':
      return released(s);
    case 'lost':
      return [IDLE, wants(s) ? [SHUT, { do: 'let_go', request: s.request }] : [SHUT]];
    case 'faded':
      return s.at === 'refused' && !s.held ? [IDLE, []] : [s, []];
    case 'granted':
    case 'queued':
    case 'toned':
    case 'refused':
      return wants(s) && s.request === e.request ? answered(s, e) : [s, []];
  }
}

/** What the hub or the tone said to the press that is still down. */
function answered(s: Wanting, e: Extract<PttEvent, { is: 'granted' | 'queued' | 'refused' | 'toned' }>): Step {
  const awaits = s.at === 'requesting' || s.at === 'queued';
  switch (e.is) {
    case 'granted':
      if (!awaits) return [s, []];
      return [{ at: 'permitted', request: e.request, until_ms: e.until_ms }, [{ do: 'permit', request: e.request }]];
    case 'queued':
      if (!awaits) return [s, []];
      return [{ at: 'queued', request: e.request, talker: e.talker, place: e.place }, s.at === 'queued' ? [] : [{ do: 'buzz' }]];
    case 'toned':
      return s.at === 'permitted' ? [{ ...s, at: 'onair' }, [{ do: 'open_mic' }]] : [s, []];
    case 'refused':
      return [{ at: 'refused', code: e.code, held: true, press: e.request }, [SHUT, { do: 'buzz' }]];
  }
}

/** Is the key down for something the hub has heard of? While it is, the hub wants to hear `ptt:held`. */
export function wants(s: Ptt): s is Wanting {
  return 'request' in s;
}

function pressed(s: Ptt, request: number): Step {
  if (s.at !== 'idle' && (s.at !== 'refused' || s.held)) return [s, []];
  return [{ at: 'requesting', request }, [{ do: 'ask', request }]];
}

/**
 * The reason of a refusal outlives the key for a moment, so that it can be read. The hub hears of the
 * key all the same: after a time-out it grants nothing more until the key has gone up.
 */
function released(s: Ptt): Step {
  if (s.at === 'refused') return [{ ...s, held: false }, s.held ? [SHUT, { do: 'let_go', request: s.press }] : [SHUT]];
  return [IDLE, wants(s) ? [SHUT, { do: 'let_go', request: s.request }] : [SHUT]];
}
