/** What the hub has told since the last hello: me, the people, the rooms, its time; and how the link fares. */
import { those } from '../lib/keyed';
import { found, lost, tried, type Link } from '../lib/link';
import { byId, type People } from '../lib/people';
import type { Clock, HubPort } from '../lib/ports';
import { changed } from '../lib/rooms';
import { serverNow, type Mark } from '../lib/server-time';
import type { AllCallNow, Hello, Live, PersonCard, RoomCard } from '../lib/wire';

const NO_CALL: AllCallNow = { talker: null, since_ms: null };

export class HubStore {
  readonly #hub: HubPort;
  readonly #clock: Clock;
  #hello: Hello | null;
  #rooms: readonly RoomCard[];
  #people: People;
  #link: Link;
  #online: ReadonlySet<string>;
  #storage_ok: boolean;
  #all_call: AllCallNow;
  #mark: Mark | null = null;

  constructor(hub: HubPort, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
    this.#hello = $state.raw<Hello | null>(null);
    this.#rooms = $state.raw<readonly RoomCard[]>([]);
    this.#people = $state.raw(byId([]));
    this.#online = $state.raw(those([]));
    this.#storage_ok = $state.raw(true);
    this.#all_call = $state.raw<AllCallNow>(NO_CALL);
    this.#link = $state.raw<Link>({ at: 'opening', since_ms: clock.mono(), attempt: 0 });
  }

  get me(): PersonCard | null {
    return this.#hello?.me ?? null;
  }

  get version(): string {
    return this.#hello?.version ?? '';
  }

  /** How long one talk may last. */
  get talk_limit_ms(): number {
    return (this.#hello?.talk_limit_s ?? 0) * 1_000;
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

  /** Posts of which a page is connected. */
  get online(): ReadonlySet<string> {
    return this.#online;
  }

  /** False: nothing can be saved just now. Voice goes on. */
  get storage_ok(): boolean {
    return this.#storage_ok;
  }

  /** Who speaks to all rooms, when it is not me. */
  get all_call(): string | null {
    const talker = this.#all_call.talker;
    return talker === this.me?.id ? null : talker;
  }

  /** I speak to all rooms, on this device or another. */
  get calling(): boolean {
    return this.#all_call.talker !== null && this.#all_call.talker === this.me?.id;
  }

  /** I may speak to all rooms. */
  get may_call_all(): boolean {
    return this.#hello?.may_call_all ?? false;
  }

  /** I may call people, and see the board of it. */
  get may_summon(): boolean {
    return this.#hello?.may_summon ?? false;
  }

  room(id: string): RoomCard | null {
    return this.#rooms.find((room) => room.id === id) ?? null;
  }

  hello(hello: Hello): void {
    this.#mark = { server_ms: hello.time_ms, mono_ms: this.#clock.mono() };
    this.#take(hello);
    this.#online = those(hello.online);
    this.#storage_ok = hello.storage_ok;
    this.#all_call = hello.all_call;
    this.#link = found(this.#link, this.#clock.mono());
  }

  /** The hello this device remembers: who I am and which rooms there are, but nothing of who is there now. */
  restore(hello: Hello): void {
    if (this.#hello === null) this.#take({ ...hello, rooms: hello.rooms.map((room) => ({ ...room, here: 0, talker: null })) });
  }

  /** Another post, or nobody. */
  forget(): void {
    this.#hello = this.#mark = null;
    this.#link = { at: 'opening', since_ms: this.#clock.mono(), attempt: 0 };
    this.#rooms = [];
    this.#people = byId([]);
  }

  live(live: Live): void {
    if (live.kind === 'rooms') this.#rooms = changed(this.#rooms, live.body.rooms);
    if (live.kind === 'all_call') this.#all_call = live.body;
    if (live.kind === 'storage') this.#storage_ok = live.body.ok;
    if (live.kind === 'presence') this.#online = those([...this.#online, ...(live.body.came ?? [])], live.body.went);
  }

  down(): void {
    this.#all_call = NO_CALL;
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

  #take(hello: Hello): void {
    this.#hello = hello;
    this.#rooms = hello.rooms;
    this.#people = byId([...hello.people, hello.me]);
  }
}
