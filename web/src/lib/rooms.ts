/** The list of rooms: busy ones first, and in an order that stands still while people come and go. */
import type { RoomCard } from './wire';

/** What was written last in a room. waiting: by me, and the hub does not have it yet. */
export interface LastLine {
  readonly text: string;
  readonly time: string;
  readonly waiting: boolean;
}

export function changed(rooms: readonly RoomCard[], news: readonly RoomCard[]): readonly RoomCard[] {
  const fresh = new Map(news.map((room) => [room.id, room]));
  const kept = rooms.map((room) => fresh.get(room.id) ?? room);
  const known = new Set(rooms.map((room) => room.id));
  return [...kept, ...news.filter((room) => !known.has(room.id))];
}

export interface Sorted {
  readonly busy: readonly RoomCard[];
  readonly quiet: readonly RoomCard[];
}

/** Busy: someone is in it. A head count would make lines jump under the thumb; the hub's order stays. */
export function sorted(rooms: readonly RoomCard[]): Sorted {
  return { busy: rooms.filter((room) => room.here > 0), quiet: rooms.filter((room) => room.here === 0) };
}
