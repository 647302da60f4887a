/** What the hub has told since the last hello: me, the people, the rooms, its time; and how the link fares. */
import { found, lost, tried, type Link } from '../lib/link';
import { byId, type People } from '../lib/people';
import type { Clock, HubPort } from '../lib/ports';
import { changed } from '../lib/rooms';
import { serverNow, type Mark } from '../lib/server-time';
import type { Hello, Live, PersonCard, RoomCard } from '../lib/wire';

export class HubStore {
  readonly #hub: HubPort;
  readonly #clock: Clock;
  #hello: Hello | null;
  #rooms: readonly RoomCard[];
  #people: People;
  #link: Link;
  #mark: Mark | null = null;

  constructor(hub: HubPort, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
    this.#hello = $state.raw<Hello | null>(null);
    this.#rooms = $state.raw<readonly RoomCard[]>([]);
    this.#people = $state.raw(byId([]));
    this.#link = $state.raw<Link>({ at: 'opening', since_ms: clock.mono(), attempt: 0 });
  }

  get me(): PersonCard | null {
    return this.#hello?.me ?? null;
  }

  get version(): string {
    return this.#hello?.version ?? '';
  }

  /** Null until the first hello. */
  get rooms(): readonly RoomCard[] | null {
    return this.#hello && this.#rooms;
  }

  get people(): People {
    return this.#people;
  }

  get link(): Link {
    return this.#link;
  }

  get up(): boolean {
    return this.#link.at === 'up';
  }

  room(id: string): RoomCard | null {
    return this.#rooms.find((room) => room.id === id) ?? null;
  }

  hello(hello: Hello): void {
    this.#mark = { server_ms: hello.time_ms, mono_ms: this.#clock.mono() };
    this.#hello = hello;
    this.#rooms = hello.rooms;
    this.#people = byId([...hello.people, hello.me]);
    this.#link = found(this.#link, this.#clock.mono());
  }

  live(live: Live): void {
    if (live.kind === 'rooms') this.#rooms = changed(this.#rooms, live.body.rooms);
  }

  down(): void {
    this.#link = lost(this.#link, this.#clock.mono());
  }

  attempt(): void {
    this.#link = tried(this.#link);
  }

  tryNow(): void {
    this.#hub.tryNow();
  }

  /** The hub's time at a moment of our clock; before the first hello there is none, and nothing shown needs it. */
  at(mono_ms: number): number {
    return this.#mark ? serverNow(this.#mark, mono_ms) : 0;
  }
}
