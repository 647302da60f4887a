/**
 * My voice's place in a room, through lost paths, restarts and other devices.
 *
 *   out --join--> joining --joined--> in --elsewhere--> elsewhere
 *                 joining --refused--> refused        (an old place is tried for again, a new one is not)
 *   elsewhere --freed--> out    (nobody's place is taken by joining)
 *   in --failed, restarted, gone--> away --due--> joining
 *
 * `in.path` is how the sound fares: weak for two seconds, and ICE is restarted. Sound goes on while
 * the link to the hub is down, so `link_lost` alone changes nothing; when the link is back the voice
 * is taken up by a new offer (`in.back` until it is answered), and nothing of the sound is missed.
 * Nothing here opens a microphone.
 */
import type { Path } from './ports';
import type { Why } from './reply';
import type { VoiceEnded } from './wire';

export type Voice =
  | { readonly at: 'out' }
  | { readonly at: 'joining' | 'away'; readonly room: string; readonly again: boolean }
  | { readonly at: 'in'; readonly room: string; readonly voice: string; readonly path: 'new' | 'up' | 'weak'; readonly back?: boolean }
  | { readonly at: 'elsewhere'; readonly room: string }
  | { readonly at: 'refused'; readonly room: string; readonly code: Why };

export type VoiceEvent =
  | { readonly is: 'join'; readonly room: string }
  | { readonly is: 'joined'; readonly voice: string }
  | { readonly is: 'refused'; readonly code: Why }
  | { readonly is: 'path'; readonly path: Path }
  | { readonly is: 'ended'; readonly voice: string; readonly why: VoiceEnded['why'] }
  | { readonly is: 'freed'; readonly room: string }
  | { readonly is: 'answered' | 'gone' | 'link_back' | 'network' | 'due' | 'still_weak' | 'leave' };

export type VoiceEffect =
  | { readonly do: 'call'; readonly room: string }
  | { readonly do: 'say_leave' | 'restart'; readonly voice: string }
  | { readonly do: 'hang_up' | 'hush' | 'watch' } // hush: whatever was open is shut. watch: look again in two seconds.
  | { readonly do: 'wait'; readonly least_ms: number }; // Then `due`; up to half a second more, so that not all come at once.

type In = Voice & { readonly at: 'in' };
type Step = readonly [Voice, readonly VoiceEffect[]];

export const OUT: Voice = { at: 'out' };

/** Is it heard, and may it talk? */
export function ready(voice: Voice): boolean {
  return voice.at === 'in' && voice.path === 'up' && !voice.back;
}

const RETRY: readonly Why[] = ['media_down', 'unreachable', 'rate_limited', 'internal'];
const RETRY_MS = 1_500;
const UNREACHABLE_MS = 5_000; // The link comes back first, and says so.

export function next(s: Voice, e: VoiceEvent): Step {
  switch (e.is) {
    case 'join':
      return [{ at: 'joining', room: e.room, again: false }, [...parting(s), { do: 'call', room: e.room }]];
    case 'joined':
      if (s.at !== 'joining') return [s, []];
      return [{ at: 'in', room: s.room, voice: e.voice, path: 'new' }, []];
    case 'refused':
      return refused(s, e.code);
    case 'path':
      return path(s, e.path);
    case 'ended':
      return ended(s, e.voice, e.why);
    case 'freed':
      return s.at === 'elsewhere' && s.room === e.room ? [OUT, []] : [s, []];
    case 'gone':
      return again(s, 0);
    case 'link_back':
      return back(s);
    case 'answered':
      return [s.at === 'in' ? { ...s, back: false } : s, []];
    case 'network':
      return offered(s, () => true);
    case 'still_weak':
      return offered(s, ({ path }) => path === 'weak');
    case 'due':
      if (s.at !== 'away') return offered(s, ({ back }) => back === true);
      return [{ at: 'joining', room: s.room, again: true }, [{ do: 'call', room: s.room }]];
    case 'leave':
      return [OUT, parting(s)];
  }
}

/** The link is back: take up what I was in, or ask for the place again. */
function back(s: Voice): Step {
  if (s.at === 'in') return [{ ...s, back: true }, [{ do: 'hush' }, { do: 'restart', voice: s.voice }]];
  return s.at === 'away' ? [s, [{ do: 'wait', least_ms: 0 }]] : again(s, 0);
}

/** A new offer for the voice that is in, where there is a reason for one. */
function offered(s: Voice, wanted: (s: In) => boolean): Step {
  return [s, s.at === 'in' && wanted(s) ? [{ do: 'restart', voice: s.voice }] : []];
}

function parting(s: Voice): readonly VoiceEffect[] {
  if (s.at === 'out') return [];
  return s.at === 'in' ? [{ do: 'hush' }, { do: 'hang_up' }, { do: 'say_leave', voice: s.voice }] : [{ do: 'hush' }, { do: 'hang_up' }];
}

/** Ask for the place again, soon. */
function again(s: Voice, least_ms: number): Step {
  if (s.at !== 'in' && s.at !== 'joining') return [s, []];
  const known = s.at === 'in' || s.again;
  return [{ at: 'away', room: s.room, again: known }, [{ do: 'hush' }, { do: 'hang_up' }, { do: 'wait', least_ms }]];
}

function refused(s: Voice, code: Why): Step {
  if (s.at === 'in') return unanswered(s, code);
  if (s.at !== 'joining') return [s, []];
  if (s.again && RETRY.includes(code)) return again(s, code === 'unreachable' ? UNREACHABLE_MS : RETRY_MS);
  return [{ at: 'refused', room: s.room, code }, [{ do: 'hush' }, { do: 'hang_up' }]];
}

/** A new offer was refused. A path that is only weak may mend by itself; a place that is not mine any more does not. */
function unanswered(s: In, code: Why): Step {
  if (code === 'no_such_voice') return again(s, 0);
  if (!s.back) return [s, []];
  return code === 'unreachable' ? [s, [{ do: 'wait', least_ms: UNREACHABLE_MS }]] : again(s, 0);
}

function path(s: Voice, path: Path): Step {
  if (s.at !== 'in') return [s, []];
  if (path === 'failed') return again(s, 0);
  return [{ ...s, path }, path === 'weak' ? [{ do: 'watch' }] : []];
}

function ended(s: Voice, voice: string, why: VoiceEnded['why']): Step {
  if (s.at !== 'in' || s.voice !== voice) return [s, []]; // Of an earlier call: its place was taken by this one.
  if (why === 'removed') return [{ at: 'refused', room: s.room, code: 'removed' }, [{ do: 'hush' }, { do: 'hang_up' }]];
  if (why === 'elsewhere') return [{ at: 'elsewhere', room: s.room }, [{ do: 'hush' }, { do: 'hang_up' }]];
  return again(s, 0);
}
