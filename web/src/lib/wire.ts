/** Generated from hub/wire by tools/wire_ts.py. Do not edit: change the models. */

export type Code =
  | 'bad_request'
  | 'bad_sdp'
  | 'floor_denied'
  | 'internal'
  | 'link_expired'
  | 'link_unknown'
  | 'link_used'
  | 'media_down'
  | 'no_such_room'
  | 'no_such_voice'
  | 'not_a_member'
  | 'not_signed_in'
  | 'rate_limited'
  | 'room_full'
  | 'wrong_mode';
export type Mode = 'open' | 'ptt';
export type Role = 'head' | 'mayor' | 'operator' | 'administrator' | 'device';
/**
 * What the hub says unasked, by kind.
 */
export type Live =
  | {
      room: string;
      kind: 'rooms';
      body: RoomsChanged;
    }
  | {
      room: string;
      kind: 'roster';
      body: RosterChanged;
    }
  | {
      room: string;
      kind: 'floor';
      body: FloorChanged;
    }
  | {
      room: string;
      kind: 'levels';
      body: Levels;
    }
  | {
      room: string;
      kind: 'ptt';
      body: PttNews;
    }
  | {
      room: string;
      kind: 'voice';
      body: VoiceEnded;
    };

export interface Wire {
  Code: Code;
  Commands: Commands;
  Done: Done;
  Floor: Floor;
  FloorChanged: FloorChanged;
  Hello: Hello;
  Levels: Levels;
  LinkLook: LinkLook;
  LinkUse: LinkUse;
  Live: Live;
  MicSet: MicSet;
  Mode: Mode;
  Participant: Participant;
  PersonCard: PersonCard;
  PttHeld: PttHeld;
  PttNews: PttNews;
  PttRelease: PttRelease;
  PttReply: PttReply;
  PttRequest: PttRequest;
  Refusal: Refusal;
  Role: Role;
  RoomCard: RoomCard;
  RoomState: RoomState;
  RoomsChanged: RoomsChanged;
  RosterChanged: RosterChanged;
  SignedIn: SignedIn;
  VoiceAnswer: VoiceAnswer;
  VoiceEnded: VoiceEnded;
  VoiceJoin: VoiceJoin;
  VoiceJoined: VoiceJoined;
  VoiceLeave: VoiceLeave;
  VoiceOffer: VoiceOffer;
}
/**
 * What may be asked of the hub, and what it answers.
 */
export interface Commands {
  'voice:join': {
    ask: VoiceJoin;
    reply: VoiceJoined;
  };
  'voice:offer': {
    ask: VoiceOffer;
    reply: VoiceAnswer;
  };
  'voice:leave': {
    ask: VoiceLeave;
    reply: Done;
  };
  'mic:set': {
    ask: MicSet;
    reply: Done;
  };
  'ptt:request': {
    ask: PttRequest;
    reply: PttReply;
  };
  'ptt:held': {
    ask: PttHeld;
    reply: Done;
  };
  'ptt:release': {
    ask: PttRelease;
    reply: Done;
  };
}
/**
 * Bring my voice into a room, listening only. Another device of mine there is let go.
 */
export interface VoiceJoin {
  room: string;
  sdp: string;
}
/**
 * The answer to the offer, and the room as it is now.
 */
export interface VoiceJoined {
  ok: true;
  voice: string;
  sdp: string;
  state: RoomState;
}
/**
 * All there is to show of a room at the moment of joining it.
 */
export interface RoomState {
  room: RoomCard;
  participants: Participant[];
  floor: Floor;
}
/**
 * A line in the list of rooms.
 */
export interface RoomCard {
  id: string;
  name: string;
  mode: Mode;
  members: number;
  here: number;
  talker: string | null;
}
/**
 * One person whose voice is in a room.
 */
export interface Participant {
  person: string;
  since_ms: number;
  mic: 'shut' | 'open';
  linked: boolean;
}
/**
 * Who may talk in a push-to-talk room, and who waits. Words of 3GPP TS 24.380.
 */
export interface Floor {
  talker: string | null;
  since_ms: number | null;
  until_ms: number | null;
  queue: string[];
}
/**
 * A new offer for a voice that exists: an ICE restart keeps DTLS and the place in the room.
 */
export interface VoiceOffer {
  voice: string;
  sdp: string;
}
/**
 * The answer to a new offer.
 */
export interface VoiceAnswer {
  ok: true;
  sdp: string;
}
/**
 * Take my voice out of the room.
 */
export interface VoiceLeave {
  voice: string;
}
/**
 * What a command gets when it is done and there is no more to say.
 */
export interface Done {
  ok: true;
}
/**
 * Open or shut my microphone in an open room.
 */
export interface MicSet {
  voice: string;
  open: boolean;
}
/**
 * Ask for the floor: the key went down.
 */
export interface PttRequest {
  voice: string;
  request: number;
}
/**
 * Granted: talk until `until_ms`. Queued: `talker` has the floor, `place` counts from 1.
 */
export interface PttReply {
  ok: true;
  state: 'granted' | 'queued';
  until_ms?: number | null;
  talker?: string | null;
  place?: number | null;
}
/**
 * The key is still down; sent every 200 ms. 800 ms without one end the talk.
 */
export interface PttHeld {
  voice: string;
  request: number;
}
/**
 * The key went up: give the floor back, or leave the queue.
 */
export interface PttRelease {
  voice: string;
  request: number;
}
/**
 * The floor of a push-to-talk room as it is now. Kind `floor`.
 */
export interface FloorChanged {
  floor: Floor;
}
/**
 * First word after each connect: who you are, whom you may meet, and what time it is.
 */
export interface Hello {
  time_ms: number;
  version: string;
  me: PersonCard;
  people: PersonCard[];
  rooms: RoomCard[];
  talk_limit_s: number;
}
/**
 * One post as others see it: the agency in full and in short, and the post's title.
 */
export interface PersonCard {
  id: string;
  agency: string;
  agency_short: string;
  post: string;
  role: Role;
}
/**
 * How loud each heard person is, in -dBov (0 loudest, 127 silent; RFC 6464). Kind `levels`.
 *
 * Ten times a second while anyone is heard, and once empty when the last falls silent.
 */
export interface Levels {
  levels: {
    [k: string]: number;
  };
}
/**
 * POST /api/link/look: whom would this link sign in? Does not use it up.
 */
export interface LinkLook {
  token: string;
}
/**
 * POST /api/link/use: sign in with it. It works once; the reply sets the session cookie.
 */
export interface LinkUse {
  token: string;
}
/**
 * Lines of the room list that are no longer what they were. Kind `rooms`, room empty.
 */
export interface RoomsChanged {
  rooms: RoomCard[];
}
/**
 * People who came or changed, and people who left. Kind `roster`.
 */
export interface RosterChanged {
  present?: Participant[];
  gone?: string[];
}
/**
 * What became of my request after its first reply. Kind `ptt`, only to me.
 *
 * granted: it was queued and it is my turn. queued: my place changed. ended: the hub took the
 * floor back, or dropped me from the queue, for the reason in `code`.
 */
export interface PttNews {
  voice: string;
  request: number;
  state: 'granted' | 'queued' | 'ended';
  until_ms?: number | null;
  talker?: string | null;
  place?: number | null;
  code?: ('time_out' | 'preempted' | 'not_held' | 'left' | 'media_down') | null;
}
/**
 * My voice is no longer in the room, and why. Kind `voice`, only to me.
 *
 * elsewhere: I joined on another device. restarted: the media worker is new, join again at
 * once. silent: nothing was heard from me for 15 s. closed: my browser closed the connection.
 */
export interface VoiceEnded {
  voice: string;
  why: 'elsewhere' | 'restarted' | 'silent' | 'closed';
}
/**
 * What a command gets when it is not done: nothing has changed.
 */
export interface Refusal {
  ok: false;
  code: Code;
  field?: string | null;
  retry_after_s?: number | null;
}
/**
 * Who is signed in: reply of both link routes, of GET /api/me, and the one shown on screen.
 */
export interface SignedIn {
  ok: true;
  me: PersonCard;
  city: string;
}
