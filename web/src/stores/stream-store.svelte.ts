/** One stream on this device: performs what lib/stream.ts decides, and keeps its messages as they read now. */
import { added, folded, NO_MESSAGES, type Thread } from '../lib/messages';
import type { Clock, Durable, HubPort } from '../lib/ports';
import { EMPTY, step, type Stream, type StreamEffect, type StreamInput } from '../lib/stream';
import type { Event, StreamJoined } from '../lib/wire';

const BREATH_MS = 400;
const PATIENCE = 5;
const GATHER_MS = 16; // Events that come in a row are taken, and drawn, together.

export interface StreamHooks {
  /** It reaches further than before; these are new since, live or missed. */
  grown(events: readonly Event[]): void;
  reads(reads: Readonly<Record<string, number>>): void;
  /** This post may not read it any more. */
  closed(): void;
}

export class StreamStore {
  readonly id: string;
  readonly #hub: HubPort;
  readonly #clock: Clock;
  readonly #durable: Durable;
  readonly #hooks: StreamHooks;
  #stream: Stream;
  #thread: Thread;
  readonly #restored: Promise<void>;
  #gathered: Event[] = [];
  #links = 0;
  #reaching: ((went: boolean) => void)[] = [];
  #calledOff: () => void = () => undefined;

  constructor(id: string, hub: HubPort, clock: Clock, durable: Durable, hooks: StreamHooks) {
    this.id = id;
    this.#hub = hub;
    this.#clock = clock;
    this.#durable = durable;
    this.#hooks = hooks;
    this.#stream = $state.raw(EMPTY);
    this.#thread = $state.raw(NO_MESSAGES);
    this.#restored = this.#restore();
  }

  get now(): Stream {
    return this.#stream;
  }

  get thread(): Thread {
    return this.#thread;
  }

  /** The link is there: ask for what was missed, once it is known what is here. */
  async linked(): Promise<void> {
    const link = (this.#links += 1);
    await this.#restored;
    if (link === this.#links) this.feed({ is: 'linked' });
  }

  lost(): void {
    this.#links += 1;
    this.feed({ is: 'lost' });
  }

  came(event: Event): void {
    this.#gathered.push(event);
    if (this.#gathered.length === 1)
      this.#clock.after(GATHER_MS, () => {
        this.feed({ is: 'came', events: this.#gathered.splice(0) });
      });
  }

  feed(input: StreamInput): void {
    const before = this.#stream;
    const [next, effects] = step(before, input);
    this.#stream = next;
    if (next.events !== before.events) this.#read(before.events, next.events);
    if (next.at !== before.at) this.#hooks.grown(next.events.filter((event) => event.seq > (before.at ?? Infinity)));
    for (const effect of effects) this.#perform(effect);
  }

  /** Load older pages until this place is here. False: it cannot be had now, or there is none. */
  async reach(seq: number): Promise<boolean> {
    await this.#restored;
    let patience = PATIENCE;
    while ((this.#stream.events[0]?.seq ?? Infinity) > seq) {
      if (!this.#stream.older || !this.#stream.linked || patience === 0) return false;
      const answered = new Promise<boolean>((done) => this.#reaching.push(done));
      this.feed({ is: 'older' });
      if (await answered) continue;
      patience -= 1; // Too fast for the hub, or the link has just gone.
      await new Promise<void>((done) => {
        this.#clock.after(BREATH_MS, done);
      });
    }
    return true;
  }

  async #restore(): Promise<void> {
    this.feed({ is: 'restored', events: await this.#durable.events(this.id) });
  }

  /** What follows what was here is added; anything else is read anew from the first. */
  #read(before: readonly Event[], now: readonly Event[]): void {
    const follows = before.length > 0 && now[0] === before[0];
    this.#thread = follows ? added(this.#thread, now.slice(before.length)) : folded(now);
  }

  #perform(effect: StreamEffect): void {
    switch (effect.do) {
      case 'join':
        void this.#join(effect.after, effect.turn);
        return;
      case 'before':
        void this.#before(effect.before, effect.turn);
        return;
      case 'wait':
        this.#calledOff();
        this.#calledOff = this.#clock.after(effect.ms, () => {
          this.feed({ is: 'due' });
        });
        return;
      case 'keep':
        this.#durable.keep(this.id, effect.events, effect.anew);
        return;
      case 'forget':
        this.#durable.forget(this.id);
        this.#hooks.closed();
    }
  }

  async #join(after: number | null, turn: number): Promise<void> {
    const reply = await this.#hub.command('stream:join', { stream: this.id, after, last: after === null ? null : this.#last(after) });
    if (!reply.ok) {
      this.feed({ is: 'refused', turn, code: reply.code, retry_after_s: reply.retry_after_s });
      return;
    }
    if (turn === this.#stream.turn) this.#hooks.reads(reply.reads ?? {});
    this.feed({ is: 'page', turn, page: reply satisfies StreamJoined });
  }

  /** The id of the event at the cursor: after a backup was restored, the hub has another there. */
  #last(after: number): string | null {
    const last = this.#stream.events.at(-1);
    return last?.seq === after ? last.id : null;
  }

  async #before(before: number, turn: number): Promise<void> {
    const reply = await this.#hub.command('stream:before', { stream: this.id, before });
    if (reply.ok) this.feed({ is: 'older_page', turn, events: reply.events, more: reply.more });
    else this.feed({ is: 'older_refused', turn });
    for (const tell of this.#reaching.splice(0)) tell(reply.ok);
  }
}
