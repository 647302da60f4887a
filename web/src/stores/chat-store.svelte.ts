/** The chats of all my rooms: opened for one post, joined at each hello, and closed when another signs in. */
import { empty, put, without } from '../lib/keyed';
import { sounds } from '../lib/notice';
import type { Clock, Durable, HubPort } from '../lib/ports';
import { authors } from '../lib/unread';
import type { Reply } from '../lib/reply';
import type { Event, Hello, Live, Versions } from '../lib/wire';
import { RoomChat } from './room-chat.svelte';
import { StreamStore } from './stream-store.svelte';

const ROOM = 'room:';

/** What the page knows and a chat asks. */
export interface Watch {
  /** The hub's time now. */
  now_ms(): number;
  /** The page is seen. */
  seen(): boolean;
  on_air(): boolean;
  tone(): void;
  /** The stream of this room is here up to this place. */
  grown(room: string, seq: number): void;
}

export class ChatStore {
  readonly #hub: HubPort;
  readonly #clock: Clock;
  readonly #watch: Watch;
  #durable: Durable | null = null;
  #me = '';
  #rooms: ReadonlyMap<string, RoomChat>;
  #looked: string | null = null;
  #toned_ms = -Infinity;

  constructor(hub: HubPort, clock: Clock, watch: Watch) {
    this.#hub = hub;
    this.#clock = clock;
    this.#watch = watch;
    this.#rooms = $state.raw(empty<RoomChat>());
  }

  room(id: string): RoomChat | null {
    return this.#rooms.get(id) ?? null;
  }

  /** Of all rooms but this one. */
  unread(but: string | null): number {
    let sum = 0;
    for (const [id, room] of this.#rooms) if (id !== but) sum += room.unread;
    return sum;
  }

  /** For this post, and nobody else. */
  open(durable: Durable, me: string): void {
    this.#durable = durable;
    this.#me = me;
  }

  /** Rooms there were at the last hello this device remembers: what is kept of them is shown. */
  restore(hello: Hello): void {
    this.#ensure(names(hello));
  }

  close(): void {
    for (const room of this.#rooms.values()) room.stream.lost();
    this.#durable = null;
    this.#looked = null;
    this.#rooms = empty();
  }

  /** Whose chat is on the screen. */
  look(room: string | null): void {
    if (this.#looked !== null) this.room(this.#looked)?.shut();
    this.#looked = room;
    if (room !== null) this.room(room)?.open();
  }

  /** The room that is looked at is asked for before the others. */
  hello(hello: Hello): void {
    const mine = names(hello).sort((a, b) => Number(b === this.#looked) - Number(a === this.#looked));
    for (const id of this.#rooms.keys()) if (!mine.includes(id)) this.#forget(id);
    this.#ensure(mine);
    for (const head of hello.streams) this.#rooms.get(head.id.slice(ROOM.length))?.marked(head);
    for (const id of mine) void this.#rooms.get(id)?.stream.linked();
  }

  /** All a message ever said. */
  versions(message: string): Promise<Reply<Versions>> {
    return this.#hub.command('chat:history', { message });
  }

  live(live: Live): void {
    if (live.kind === 'typing') this.#rooms.get(live.room)?.typed(live.body.who);
    if (live.kind === 'reads') this.#rooms.get(live.room)?.others(live.body.reads);
    if (live.kind === 'rooms') {
      const fresh = live.body.rooms.map(({ id }) => id).filter((id) => !this.#rooms.has(id));
      this.#ensure(fresh);
      for (const id of fresh) void this.#rooms.get(id)?.stream.linked();
    }
  }

  event(event: Event): void {
    if (event.stream.startsWith(ROOM)) this.#rooms.get(event.stream.slice(ROOM.length))?.stream.came(event);
  }

  down(): void {
    for (const room of this.#rooms.values()) {
      room.stream.lost();
      room.lost();
    }
  }

  #ensure(ids: readonly string[]): void {
    const durable = this.#durable;
    if (durable) this.#add(ids.filter((id) => !this.#rooms.has(id)).map((id) => this.#made(id, durable)));
  }

  #add(chats: readonly RoomChat[]): void {
    if (chats.length > 0)
      this.#rooms = put(
        this.#rooms,
        chats.map((chat) => [chat.room, chat]),
      );
    chats.find((chat) => chat.room === this.#looked)?.open();
  }

  #forget(id: string): void {
    this.#durable?.forget(ROOM + id);
    this.#rooms = without(this.#rooms, id);
  }

  #made(id: string, durable: Durable): RoomChat {
    const stream: StreamStore = new StreamStore(ROOM + id, this.#hub, this.#clock, durable, {
      grown: (events) => {
        chat.others(authors(events));
        this.#watch.grown(id, stream.now.at ?? 0);
        this.#sound(id, events);
      },
      reads: (reads) => {
        chat.others(reads);
      },
      closed: () => {
        this.#forget(id);
      },
    });
    const chat: RoomChat = new RoomChat(id, stream, this.#hub, this.#clock, () => this.#me);
    return chat;
  }

  #sound(room: string, events: readonly Event[]): void {
    const now = this.#clock.mono();
    const around = {
      me: this.#me,
      now_ms: this.#watch.now_ms(),
      looking: this.#watch.seen() && this.#looked === room,
      on_air: this.#watch.on_air(),
      quiet_ms: now - this.#toned_ms,
    };
    if (!sounds(events, around)) return;
    this.#toned_ms = now;
    this.#watch.tone();
  }
}

function names(hello: Hello): string[] {
  return hello.streams.filter(({ id }) => id.startsWith(ROOM)).map(({ id }) => id.slice(ROOM.length));
}
