/** A room as it is shown: who is in it, who has the floor, how loud they are. Fed by the hub's live messages. */
import type { People } from './people';
import { place as handPlace, standing, type Standing } from './moderation';
import type { Floor, Live, Moderation, Participant, PersonCard, Quality, RadioNow, RoomCard, RoomState } from './wire';

export interface Room {
  readonly id: string;
  readonly people: ReadonlyMap<string, Participant>;
  readonly floor: Floor;
  readonly moderation: Moderation;
  readonly leads: boolean; // I am a moderator here.
  readonly radio: RadioNow | null; // Its radio, or that of the channel it is patched to.
  readonly levels: Readonly<Record<string, number>>; // -dBov, 127 is silence.
  readonly quality: Readonly<Record<string, Quality>>; // How each one's sound goes; told to consoles alone.
  readonly last: string | null; // Who talked before the floor fell free.
  readonly voice: { readonly person: string; readonly at_ms: number } | null; // Who was last heard in an open room.
}

export function opened(state: RoomState): Room {
  const people = new Map(state.participants.map((one) => [one.person, one]));
  const { floor, moderation, leads } = state;
  return {
    id: state.room.id,
    people,
    floor,
    moderation,
    leads,
    radio: state.radio ?? null,
    levels: {},
    quality: {},
    last: null,
    voice: null,
  };
}

export function heard(room: Room, live: Live, now_ms: number): Room {
  if (live.room !== room.id) return room;
  switch (live.kind) {
    case 'roster': {
      const people = new Map(room.people);
      for (const one of live.body.present ?? []) people.set(one.person, one);
      for (const one of live.body.gone ?? []) people.delete(one);
      return { ...room, people };
    }
    case 'floor':
      return { ...room, floor: live.body.floor, last: live.body.floor.talker ?? room.floor.talker ?? room.last };
    case 'moderation':
      return { ...room, moderation: live.body };
    case 'radio':
      return { ...room, radio: live.body };
    case 'levels':
      return loud(room, live.body.levels, now_ms);
    case 'quality':
      return { ...room, quality: live.body.people };
    case 'rooms':
    case 'ptt':
    case 'voice':
    case 'presence':
    case 'typing':
    case 'reads':
    case 'storage':
    case 'door':
    case 'all_call':
    case 'rings':
    case 'summons':
    case 'rollcall':
    case 'decision':
    case 'duty':
    case 'grant':
    case 'say':
      return room; // For others to hear.
    default:
      live satisfies never; // A new kind stops the build here; one from a newer hub does not stop the page.
      return room;
  }
}

/** Quieter than this is background, not speech. */
const AUDIBLE = 55;
/** Speech has gaps: who was heard a moment ago still talks. */
const GAP_MS = 1_000;

/** One speaker at a time: he keeps the line while he is heard, then the loudest takes it. */
function loud(room: Room, levels: Room['levels'], now_ms: number): Room {
  const level = (person: string): number => levels[person] ?? 127;
  const [loudest] = Object.keys(levels).sort((a, b) => level(a) - level(b));
  const before = room.voice?.person;
  const person = before !== undefined && level(before) < AUDIBLE ? before : loudest;
  if (person !== undefined && level(person) < AUDIBLE) return { ...room, levels, voice: { person, at_ms: now_ms } };
  return { ...room, levels, voice: before !== undefined && sounds(room, before) ? { person: before, at_ms: now_ms } : room.voice };
}

const sounds = (room: Room, person: string): boolean => (room.levels[person] ?? 127) < AUDIBLE;

/** Who is talking: the floor's holder, who calls everywhere, or in an open room who is heard. */
export function talker(room: Room, mode: RoomCard['mode'], now_ms: number): string | null {
  if (mode === 'ptt' || room.floor.all_call) return room.floor.talker;
  const { voice } = room;
  return voice !== null && (sounds(room, voice.person) || now_ms - voice.at_ms < GAP_MS) ? voice.person : null;
}

/** called: a moderator has given him the turn. */
export type Activity = 'talks' | 'waits' | 'asks' | 'called' | 'open' | 'muted' | 'hears' | 'joins';

export interface Line {
  readonly person: string;
  readonly card: PersonCard | null;
  readonly activity: Activity;
  readonly place: number;
  readonly since_ms: number;
  readonly level: number;
  /** How well his sound goes: 1 to 3, null while that is not known. */
  readonly bars: number | null;
  readonly quality: Quality | null;
  /** Who muted him alone, as others call that one. */
  readonly muted_by: string | null;
}

const HEARS = { free: 'hears', called: 'called', muted: 'muted' } as const satisfies Record<Standing, Activity>;

function still(room: Room, one: Participant, card: PersonCard | null): Activity {
  if (!one.linked) return 'joins';
  if (one.mic === 'open') return 'open';
  return leadsAny(room, one.person, card) ? 'hears' : HEARS[standing(room.moderation, one.person)];
}

/** Whoever muted all, and those who lead every room, are not muted with the others. */
function leadsAny({ moderation }: Room, person: string, card: PersonCard | null): boolean {
  return moderation.quiet === person || card?.role === 'mayor' || card?.role === 'operator';
}

function mutedBy(room: Room, person: string, people: People): string | null {
  const by = room.moderation.muted?.[person];
  return by === undefined ? null : (people.get(by)?.agency_short ?? by);
}

/** The roster: first who waits or asks, in order, then open microphones, then those who listen, by their agency. */
export function roster(room: Room, people: People, mode: RoomCard['mode'], now_ms: number): readonly Line[] {
  const talks = talker(room, mode, now_ms);
  const lines = [...room.people.values()].map((one): Line => {
    const queued = room.floor.queue.indexOf(one.person) + 1;
    const place = queued || handPlace(room.moderation, one.person);
    const card = people.get(one.person) ?? null;
    const activity = one.person === talks ? 'talks' : queued > 0 ? 'waits' : place > 0 ? 'asks' : still(room, one, card);
    return {
      person: one.person,
      card,
      activity,
      place,
      since_ms: one.since_ms,
      level: room.levels[one.person] ?? 127,
      bars: one.linked ? (one.bars ?? null) : null,
      quality: room.quality[one.person] ?? null,
      muted_by: mutedBy(room, one.person, people),
    };
  });
  return lines.sort((a, b) => rank(a) - rank(b) || a.place - b.place || called(a).localeCompare(called(b), 'id'));
}

/** How many others hear: who is only on his way in does not. */
export function listeners(room: Room, me: string): number {
  return [...room.people.values()].filter((one) => one.person !== me && one.linked).length;
}

function rank(line: Line): number {
  return { asks: 0, waits: 1, talks: 2, open: 2, called: 2, muted: 3, hears: 3, joins: 4 }[line.activity];
}

function called(line: Line): string {
  return line.card?.agency_short ?? line.person;
}

/** 0 to 1 on a straight dB scale: 60 dB are shown. */
export function loudness(dbov: number): number {
  return Math.min(1, Math.max(0, (60 - dbov) / 60));
}
