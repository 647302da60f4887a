/** The log of transmissions: who talked where, from when, how long. Newest first. */
import type { FileCard, Floor, Recorded, UnitCard } from './wire';

/** What a radio's bridge recorded of it. */
export interface Tape {
  readonly id: string;
  /** Null: it is lost. */
  readonly file: FileCard | null;
  /** Why there never was one. */
  readonly lost?: 'disk_full';
  readonly unit: UnitCard | null;
  /** What the hub had read out. */
  readonly words?: string;
  readonly known_by: NonNullable<Recorded['recording']['known_by']>;
}

export interface Transmission {
  readonly room: string;
  readonly person: string;
  readonly began_ms: number; // The hub's time.
  readonly length_ms: number | null; // Null: still on the air.
  readonly tape?: Tape;
  /** Only its bridge has told of it, by a clock of its own. */
  readonly by_bridge?: true;
}

export type AirLog = readonly Transmission[];

export const KEPT_MAX = 500;
/** The hub works out when a talk began anew each time it says so: the same talk may move a little. */
const SAME_MS = 1_000;
/** A bridge has a clock of its own, and begins with what it heard before it knew. */
const SAME_TAPE_MS = 4_000;

/** What is said last of a transmission counts. */
export function took(log: AirLog, one: Transmission): AirLog {
  const before = log.find((other) => same(one, other));
  const tape = one.tape ?? before?.tape;
  const rest = log.filter((other) => other !== before);
  return placed(rest, tape ? { ...one, tape } : one);
}

/** A recording comes to the talk it is of; of one that nobody told of it is all there is. */
export function taped(log: AirLog, room: string, recorded: Recorded, device: string): AirLog {
  const { recording, file, unit } = recorded;
  const { id, began_ms, length_ms, direction, talker, known_by, words, lost } = recording;
  const tape: Tape = {
    id,
    file: file ?? null,
    unit: unit ?? null,
    known_by: known_by ?? 'nobody',
    ...(words ? { words } : {}),
    ...(lost ? { lost } : {}),
  };
  const one: Transmission = { room, person: direction === 'sent' ? (talker ?? '') : device, began_ms, length_ms, tape, by_bridge: true };
  const of = log
    .filter((other) => other.room === room && other.person === one.person && (other.tape?.id ?? id) === id)
    .filter((other) => Math.abs(other.began_ms - began_ms) < SAME_TAPE_MS)
    .sort((a, b) => Math.abs(a.began_ms - began_ms) - Math.abs(b.began_ms - began_ms))[0];
  if (!of) return placed(log, one);
  return log.map((other) => (other === of ? { ...of, tape } : other));
}

function placed(log: AirLog, one: Transmission): AirLog {
  const place = log.findIndex((other) => other.began_ms <= one.began_ms);
  const at = place < 0 ? log.length : place;
  return [...log.slice(0, at), one, ...log.slice(at)].slice(0, KEPT_MAX);
}

/** A room's floor as it is now: the talk that was on has ended, another one has begun. */
export function floorIs(log: AirLog, room: string, floor: Pick<Floor, 'talker' | 'since_ms'>, now_ms: number): AirLog {
  const began_ms = floor.since_ms ?? now_ms;
  const on = floor.talker === null ? null : { room, person: floor.talker, began_ms, length_ms: null };
  const known = on !== null && log.some((one) => one.length_ms === null && same(one, on));
  const ended = log.map((one) => (one.room === room && !(on && same(one, on)) ? over(one, now_ms) : one));
  return on === null || known ? ended : took(ended, on);
}

/** Nothing more is heard of a room, or of any: what was on the air has lasted so long as far as we know. */
export function cut(log: AirLog, now_ms: number, room: string | null = null): AirLog {
  return log.map((one) => (room === null || one.room === room ? over(one, now_ms) : one));
}

/** Those with all the words somewhere in what is shown of them. */
export function found(log: AirLog, words: string, said: (one: Transmission) => string): AirLog {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return log.filter((one) => {
    const text = said(one).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function over(one: Transmission, now_ms: number): Transmission {
  return one.length_ms === null ? { ...one, length_ms: Math.max(0, now_ms - one.began_ms) } : one;
}

function same(a: Transmission, b: Transmission): boolean {
  return (
    a.room === b.room && a.person === b.person && Math.abs(a.began_ms - b.began_ms) < (a.by_bridge || b.by_bridge ? SAME_TAPE_MS : SAME_MS)
  );
}
