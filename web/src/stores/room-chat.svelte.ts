/** The chat of one room: its stream, how far it was read by me and others, and who is writing. */
import type { Clock, HubPort } from '../lib/ports';
import { further, names, NO_MARK, unread, type Mark } from '../lib/unread';
import type { Message } from '../lib/messages';
import type { StreamStore } from './stream-store.svelte';

const TELL_READ_MS = 1_000;
const TELL_TYPING_MS = 3_000;

export class RoomChat {
  readonly room: string;
  readonly stream: StreamStore;
  readonly #hub: HubPort;
  readonly #clock: Clock;
  readonly #me: () => string;
  #mark: Mark;
  #read: number;
  #reads: Readonly<Record<string, number>>;
  #typing: readonly string[];
  #fresh: number | null;
  #marked = false;
  #opened = false;
  #told = 0; // The mark the hub has from here.
  #telling = false;
  #typed_ms = -Infinity;

  constructor(room: string, stream: StreamStore, hub: HubPort, clock: Clock, me: () => string) {
    this.room = room;
    this.stream = stream;
    this.#hub = hub;
    this.#clock = clock;
    this.#me = me;
    this.#mark = $state.raw(NO_MARK);
    this.#read = $state.raw(0);
    this.#reads = $state.raw({});
    this.#typing = $state.raw<readonly string[]>([]);
    this.#fresh = $state.raw<number | null>(null);
  }

  get unread(): number {
    if (this.#mark === NO_MARK) return 0; // The hub has not said yet how far I have read.
    return unread(this.#mark, this.#read, this.stream.now.events, this.#me());
  }

  /** I am named in something unread that is here. */
  get named(): boolean {
    return this.unread > 0 && names(this.stream.now.events, this.#read, this.#me());
  }

  /** How far I have read. */
  get read(): number {
    return this.#read;
  }

  /** How far I had read when I opened it; null when nothing was new. */
  get fresh(): number | null {
    return this.#fresh;
  }

  get reads(): Readonly<Record<string, number>> {
    return this.#reads;
  }

  /** Others who write now. */
  get typing(): readonly string[] {
    return this.#typing.filter((post) => post !== this.#me());
  }

  /** The newest message that still says something. */
  get last(): Message | null {
    return this.stream.thread.messages.findLast((message) => !message.gone) ?? null;
  }

  /** As the hub has it at a hello. What was read here meanwhile is said again. */
  marked(mark: Mark): void {
    const first = !this.#marked;
    this.#marked = true;
    this.#mark = mark;
    this.#told = mark.read;
    this.#typing = [];
    if (this.#read > mark.head) this.#read = mark.read; // Another log than the one that was read.
    this.see(Math.max(mark.read, this.#read));
    if (first && this.#opened) this.open();
  }

  /** It is on the screen. */
  open(): void {
    this.#opened = true;
    this.#fresh = this.unread > 0 ? this.#read : null;
  }

  shut(): void {
    this.#opened = false;
    this.#fresh = null;
  }

  lost(): void {
    this.#typing = [];
  }

  typed(who: readonly string[]): void {
    this.#typing = who;
  }

  others(reads: Readonly<Record<string, number>>): void {
    this.#reads = further(this.#reads, reads);
    const mine = reads[this.#me()] ?? 0; // On another device of mine.
    this.#told = Math.max(this.#told, mine);
    this.#read = Math.max(this.#read, mine);
  }

  /** I have read up to here. Told once a second at most. */
  see(seq: number): void {
    if (seq > this.#read) this.#read = seq;
    if (this.#read <= this.#told || this.#telling) return;
    this.#telling = true;
    this.#clock.after(TELL_READ_MS, () => {
      this.#telling = false;
      if (this.#read > this.#told) void this.#tell(this.#read);
    });
  }

  /** I am writing. */
  write(): void {
    if (this.#clock.mono() - this.#typed_ms < TELL_TYPING_MS) return;
    this.#typed_ms = this.#clock.mono();
    this.#hub.tell('chat:typing', { room: this.room });
  }

  /** What I wrote is on its way: I am not writing any more, and may be again at once. */
  wrote(): void {
    this.#typed_ms = -Infinity;
  }

  async #tell(seq: number): Promise<void> {
    const reply = await this.#hub.command('stream:read', { stream: this.stream.id, seq });
    if (reply.ok) this.#told = Math.max(this.#told, seq);
  }
}
