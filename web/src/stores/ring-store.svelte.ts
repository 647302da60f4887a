/** Who calls me, and what I answered: an answer is kept on this device until the hub has it. */
import type { AnswerPort, Clock, HubPort, Keep, NewId } from '../lib/ports';
import { passes, restMs, type No, type Why } from '../lib/reply';
import { unanswered, waitingOf, type Answer, type Waiting } from '../lib/summons';
import type { Hello, Live, RingCard } from '../lib/wire';

const KEPT = 'answers.';
/** Without a hub it is tried again and again: somebody waits for the answer. */
const AGAIN_MS = 3_000;

type Hub = AnswerPort & Pick<HubPort, 'tell'>;

export class RingStore {
  readonly #hub: Hub;
  readonly #keep: Keep;
  readonly #newId: NewId;
  readonly #clock: Pick<Clock, 'wall' | 'after'>;
  readonly #kept: () => void;
  #post = '';
  #rings: readonly RingCard[];
  #waiting: readonly Waiting[];
  #refused: Why | null;
  #last: Waiting | null;
  /** Summonses whose answer the hub has, until it says itself that they ring no more. */
  #done: readonly string[] = [];
  #sending = false;
  #callOff = (): void => undefined;

  /** clock: this device's time is kept as evidence of when an answer was given that had to wait. kept: the hub has an answer. */
  constructor(hub: Hub, keep: Keep, newId: NewId, clock: Pick<Clock, 'wall' | 'after'>, kept: () => void = () => undefined) {
    this.#hub = hub;
    this.#keep = keep;
    this.#newId = newId;
    this.#clock = clock;
    this.#kept = kept;
    this.#rings = $state.raw<readonly RingCard[]>([]);
    this.#waiting = $state.raw<readonly Waiting[]>([]);
    this.#refused = $state.raw<Why | null>(null);
    this.#last = $state.raw<Waiting | null>(null);
  }

  /** What rings now and is not answered here. */
  get now(): readonly RingCard[] {
    return unanswered(this.#rings, this.#waiting).filter((ring) => !this.#done.includes(ring.summons));
  }

  /** Answers the hub has not confirmed yet. */
  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  /** Why the last answer was not taken: it rings again. */
  get refused(): Why | null {
    return this.#refused;
  }

  /** What I answered last on this page, and whether the hub has it: who answers is told so. */
  get last(): { readonly ask: Waiting['ask']; readonly kept: boolean } | null {
    const last = this.#last;
    return last && { ask: last.ask, kept: this.#waiting.every((one) => one.ask.id !== last.ask.id) };
  }

  hello(hello: Hello): void {
    const mine = this.#post === hello.me.id; // What this page holds counts where nothing can be stored.
    this.#post = hello.me.id;
    this.#rings = hello.rings ?? [];
    this.#done = [];
    this.#waiting = mine ? joined(this.#stored(), this.#waiting) : this.#stored();
    void this.#send();
  }

  live(live: Live): void {
    if (live.kind !== 'rings') return;
    this.#rings = live.body.rings;
    this.#done = this.#done.filter((one) => this.#rings.some((ring) => ring.summons === one));
  }

  /** To what rings, or to a call that is over. */
  answer(ring: Pick<RingCard, 'recipient' | 'summons'>, answer: Answer): void {
    this.#refused = null;
    const ask = { ...answer, id: this.#newId(), recipient: ring.recipient, said_ms: Math.round(this.#clock.wall()) };
    this.#last = { summons: ring.summons, ask };
    this.#wait([...this.#waiting, this.#last]);
    void this.#send();
  }

  /** These are on my screen. */
  seen(rings: readonly RingCard[]): void {
    if (rings.length > 0) this.#hub.tell('summons:seen', { recipients: rings.map((ring) => ring.recipient) });
  }

  /** What was refused has been read. */
  heeded(): void {
    this.#refused = null;
  }

  /** Another post, or nobody. What waits is this post's, and stays on the device. */
  forget(): void {
    this.#rings = [];
    this.#waiting = [];
    this.#done = [];
    this.#last = null;
    this.#refused = null;
    this.#post = '';
    this.#callOff();
  }

  /** One after the other, the oldest first; what cannot be sent now is sent soon, or with the next hello. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#callOff();
    this.#sending = true;
    const post = this.#post;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { summons, ask } = next;
      const reply = await this.#hub.answer(ask, post);
      if (this.#post !== post || this.#stays(reply)) break;
      if (reply.ok) this.#done = [...this.#done, summons];
      this.#told(reply);
      this.#wait(this.#waiting.filter((one) => one.ask.id !== ask.id));
      if (reply.ok) this.#kept();
    }
    this.#sending = false;
    if (this.#post !== post) void this.#send(); // Another has signed in meanwhile, and what waits is his.
  }

  /** Does it wait on: for a network or a hub that can save it, or for the one whose it is to be signed in again? */
  #stays(reply: { readonly ok: true } | No): boolean {
    if (reply.ok) return false;
    if (passes(reply.code)) this.#callOff = this.#clock.after(restMs(reply, AGAIN_MS), () => void this.#send());
    return passes(reply.code) || reply.code === 'not_signed_in';
  }

  #told(reply: { readonly ok: true } | No): void {
    if (reply.ok) return;
    this.#refused = reply.code;
    this.#last = null;
  }

  /** What waits from now on. Another page of this device may have stored its own: that stays. */
  #wait(waiting: readonly Waiting[]): void {
    const over = this.#waiting.filter((one) => !waiting.includes(one)).map((one) => one.ask.id);
    this.#waiting = waiting;
    if (this.#post === '') return;
    const all = joined(this.#stored(), waiting).filter((one) => !over.includes(one.ask.id));
    this.#keep.write(KEPT + this.#post, all.length > 0 ? JSON.stringify(all) : '');
  }

  #stored(): readonly Waiting[] {
    return waitingOf(this.#keep.read(KEPT + this.#post) ?? '');
  }
}

/** Both, each once, those of the first in front. */
function joined(first: readonly Waiting[], then: readonly Waiting[]): readonly Waiting[] {
  return [...first, ...then.filter((one) => first.every((other) => other.ask.id !== one.ask.id))];
}
