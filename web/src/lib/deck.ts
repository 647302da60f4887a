/** What the big button shows: one face, and the words for it. Six faces, the first that is true counts. */
import type { MicSwitch } from './mic-switch';
import { aired, OFF, type Cause, type OnAir } from './on-air';
import type { MicTrouble } from './ports';
import type { Ptt, Reason } from './ptt';
import type { Mode } from './wire';
import { ready, type Voice } from './voice';

export type Face = 'idle' | 'requesting' | 'onair' | 'receiving' | 'busy' | 'off';

export interface Deck {
  readonly face: Face;
  readonly say: Say;
  readonly who?: string | null;
  readonly place?: number | null;
  readonly until_ms?: number | null;
  readonly reason?: Reason;
  /** Why a radio does not send. */
  readonly cause?: Cause;
}

export type Say =
  | 'raise'
  | 'raised'
  | 'muted'
  | 'turn'
  | 'no_link'
  | 'joining'
  | 'no_path'
  | 'no_mic'
  | 'asking'
  | 'opening'
  | 'on_air'
  | 'locked'
  | 'mic_held'
  | 'mic_on'
  | 'queued'
  | 'refused'
  | 'keying'
  | 'unsent'
  | 'rx_only'
  | 'hears'
  | 'receiving'
  | 'hold'
  | 'tap';

export interface Around {
  readonly up: boolean;
  readonly voice: Voice;
  readonly mode: Mode;
  readonly ptt: Ptt;
  readonly mic: MicSwitch;
  readonly trouble: MicTrouble | null;
  readonly fetching: boolean;
  /** The key stays down by itself. */
  readonly locked?: boolean;
  /** Who has the floor, when it is not me. */
  readonly talker: string | null;
  /** Whether what I say goes out by the room's radio; off: it has none, or I do not talk. */
  readonly on_air?: OnAir;
  /** By its radio nothing may be sent: it is only heard. */
  readonly receive_only?: boolean;
  /** How I stand with those who lead the room; null when I lead it, or talk as the room's mode has it. */
  readonly led?: Led | null;
}

export type Led =
  { readonly at: 'muted'; readonly by: string | null } | { readonly at: 'turn' } | { readonly at: 'waits'; readonly place: number };

export function deck(a: Around): Deck {
  return cut(a) ?? (a.mode === 'ptt' ? keyed(a) : switched(a)) ?? only(a) ?? led(a) ?? waiting(a);
}

/** May a press do something? A face that is off may still explain itself when pressed. */
export function speakable(a: Pick<Around, 'up' | 'voice'>): boolean {
  return a.up && ready(a.voice);
}

function cut(a: Around): Deck | null {
  if (!a.up) return { face: 'off', say: 'no_link' };
  if (a.voice.at !== 'in' || a.voice.path === 'new' || a.voice.back) return { face: 'off', say: 'joining' };
  if (a.voice.path === 'weak') return { face: 'off', say: 'no_path' };
  return null;
}

function keyed({ ptt, fetching, locked, on_air = OFF }: Around): Deck | null {
  switch (ptt.at) {
    case 'onair':
      return radioed(on_air) ?? { face: 'onair', say: locked ? 'locked' : 'on_air', until_ms: ptt.until_ms };
    case 'requesting':
    case 'permitted':
      return { face: 'requesting', say: 'asking' };
    case 'queued':
      return { face: 'busy', say: 'queued', who: ptt.talker, place: ptt.place };
    case 'refused':
      return { face: 'busy', say: 'refused', reason: ptt.code };
    case 'idle':
      return fetching ? { face: 'requesting', say: 'opening' } : null;
  }
}

/** On a radio the red face waits for its bridge. */
function radioed(on_air: OnAir): Deck | null {
  if (aired(on_air)) return null;
  return on_air.at !== 'unsent' ? { face: 'requesting', say: 'keying' } : { face: 'busy', say: 'unsent', cause: on_air.cause };
}

function only({ receive_only, talker }: Around): Deck | null {
  if (receive_only !== true) return null;
  return talker === null ? { face: 'off', say: 'rx_only' } : { face: 'receiving', say: 'hears', who: talker };
}

function switched({ mic, fetching, locked }: Around): Deck | null {
  if (mic.at === 'open' && locked) return { face: 'onair', say: 'locked' };
  if (mic.at === 'open') return { face: 'onair', say: mic.down_ms === null ? 'mic_on' : 'mic_held' };
  if (mic.at !== 'shut' || fetching) return { face: 'requesting', say: 'opening' };
  return mic.code === null ? null : { face: 'busy', say: 'refused', reason: mic.code };
}

/** Not now: a moderator said so, or it is others' turn. The hand is raised by the button itself. */
function led(a: Around): Deck | null {
  const now = a.led ?? null;
  if (now === null || now.at === 'turn') return null;
  if (now.at === 'muted') return { face: 'off', say: 'muted', who: now.by };
  return now.place > 0 ? { face: 'requesting', say: 'raised', place: now.place } : { face: 'idle', say: 'raise' };
}

function waiting(a: Around): Deck {
  if (a.trouble) return { face: 'off', say: 'no_mic' };
  if (a.mode !== 'ptt') return { face: 'idle', say: a.led?.at === 'turn' ? 'turn' : 'tap' };
  return a.talker === null ? { face: 'idle', say: 'hold' } : { face: 'receiving', say: 'receiving', who: a.talker };
}
