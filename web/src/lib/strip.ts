/** What a channel's strip says of it: one badge at most, the first that is true; and the big button over several. */
import type { Listen } from './channels';
import type { Deck } from './deck';
import type { OnAir } from './on-air';
import type { MicSwitch } from './mic-switch';
import type { Ptt } from './ptt';
import type { Why } from './reply';
import { ready, type Voice } from './voice';

export type Badge =
  'cut' | 'off' | 'elsewhere' | 'full' | 'refused' | 'joining' | 'air' | 'unsent' | 'asking' | 'queued' | 'busy' | 'rx' | 'idle';

export interface Strip {
  readonly up: boolean;
  readonly listen: Listen;
  readonly voice: Voice;
  readonly ptt: Ptt;
  readonly mic: MicSwitch;
  /** Somebody else talks. */
  readonly receiving: boolean;
  /** Whether my voice goes out by its radio; off: it has none, or I do not talk. */
  readonly on_air: OnAir;
}

export function badge(s: Strip): Badge {
  if (s.listen === 'off') return s.up && s.receiving ? 'rx' : 'off';
  if (!s.up) return 'cut';
  return outside(s.voice) ?? keyed(s) ?? (s.receiving ? 'rx' : 'idle');
}

/** Why a channel that is listened to is not heard, in the hub's word for it. */
export function refusal(voice: Voice): Why | null {
  return voice.at === 'refused' ? voice.code : null;
}

function outside(voice: Voice): Badge | null {
  switch (voice.at) {
    case 'in':
      return ready(voice) ? null : 'joining';
    case 'elsewhere':
      return 'elsewhere';
    case 'refused':
      return voice.code === 'room_full' ? 'full' : 'refused';
    case 'out':
    case 'joining':
    case 'away':
      return 'joining';
  }
}

function keyed({ ptt, mic, on_air }: Strip): Badge | null {
  if (ptt.at === 'onair' && on_air.at === 'waits') return 'asking';
  if (ptt.at === 'onair' && on_air.at === 'unsent') return 'unsent';
  if (mic.at !== 'shut') return mic.at === 'open' ? 'air' : 'asking';
  switch (ptt.at) {
    case 'onair':
      return 'air';
    case 'requesting':
    case 'permitted':
      return 'asking';
    case 'queued':
      return 'queued';
    case 'refused':
      return 'busy';
    case 'idle':
      return mic.code === null ? null : 'busy';
  }
}

/** Also what only a console says: that no channel is chosen. */
export interface DeskDeck extends Omit<Deck, 'say'> {
  readonly say: Deck['say'] | 'no_channel';
}

/** A selected channel with what the big button would show if it were the only one. */
export interface Keyed {
  readonly room: string;
  readonly deck: DeskDeck;
}

export interface ConsoleDeck extends DeskDeck {
  /** The channels the face is about. */
  readonly rooms: readonly string[];
  /** Selected as well, but not so: on the air they would not hear it. */
  readonly others: readonly string[];
}

const FIRST: readonly Deck['face'][] = ['onair', 'requesting', 'busy', 'receiving', 'idle', 'off'];

/** The strongest face of those that are selected. Red as soon as one of them is on the air, and it says which. */
export function together(all: readonly Keyed[], up: boolean): ConsoleDeck {
  if (!up) return { face: 'off', say: 'no_link', rooms: [], others: [] };
  const face = FIRST.find((one) => all.some(({ deck }) => deck.face === one));
  const so = all.filter(({ deck }) => deck.face === face);
  const [first] = so;
  if (!first) return { face: 'off', say: 'no_channel', rooms: [], others: [] };
  const others = all.filter(({ deck }) => deck.face !== face).map(({ room }) => room);
  const ends = so.map(({ deck }) => deck.until_ms ?? null).filter((end) => end !== null);
  const until_ms = ends.length > 0 ? Math.min(...ends) : null;
  const say = first.deck.say === 'tap' ? 'hold' : first.deck.say; // A console's key is held, in every room.
  return { ...first.deck, say, until_ms, rooms: so.map(({ room }) => room), others };
}
