/** The line that stays above the roster: who talks, or that nobody does. */
import { talker, type Room } from './room';
import type { Mode } from './wire';

export type Pin =
  | { readonly state: 'onair' | 'mine' } // mine: the floor, and not on the air yet.
  | { readonly state: 'talks'; readonly who: string }
  | { readonly state: 'free'; readonly last: string | null }
  | { readonly state: 'quiet'; readonly open: number };

/** In an open room someone else's words come before my own open microphone. */
export function pin(room: Room, mode: Mode, me: string, onair: boolean, now_ms: number): Pin {
  const talking = talker(room, mode, now_ms);
  const other = talking === me ? null : talking;
  if (onair && (mode === 'ptt' || other === null)) return { state: 'onair' };
  if (other !== null) return { state: 'talks', who: other };
  if (mode === 'ptt' && talking === me) return { state: 'mine' };
  if (mode === 'ptt') return { state: 'free', last: room.last };
  return { state: 'quiet', open: [...room.people.values()].filter((one) => one.mic === 'open').length };
}
