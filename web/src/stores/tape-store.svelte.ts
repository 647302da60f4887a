/** Recordings of the radios: which one is heard again now, how fast, and which were never heard here. */
import type { AirLog } from '../lib/air-log';
import type { PlayerPort } from '../lib/air-ports';
import { object } from '../lib/kept';
import type { Keep } from '../lib/ports';
import { back, earsFrom, hears, keptEars, nextUnheard, wasHeard, type Ears, type Last } from '../lib/replay';

export const RATES = [1, 1.5] as const;
export type Rate = (typeof RATES)[number];

export class TapeStore {
  readonly #log: () => AirLog;
  readonly #player: PlayerPort;
  readonly #keep: Keep;
  readonly #now_ms: () => number;
  #post = '';
  #ears: Ears;
  #playing: string | null;
  #failed: string | null;
  #rate: Rate;
  #last: Last | null = null;

  /** now_ms: the hub's time. */
  constructor(log: () => AirLog, player: PlayerPort, keep: Keep, now_ms: () => number) {
    this.#log = log;
    this.#player = player;
    this.#keep = keep;
    this.#now_ms = now_ms;
    this.#ears = $state.raw(earsFrom({}, 0));
    this.#playing = $state.raw<string | null>(null);
    this.#failed = $state.raw<string | null>(null);
    this.#rate = $state.raw<Rate>(1);
  }

  get playing(): string | null {
    return this.#playing;
  }

  /** The one that could not be played. */
  get failed(): string | null {
    return this.#failed;
  }

  get rate(): Rate {
    return this.#rate;
  }

  open(post: string): void {
    this.#post = post;
    this.#ears = earsFrom(object(this.#keep.read(this.#name)), this.#now_ms());
    this.#keep.write(this.#name, keptEars(this.#ears));
  }

  heard(id: string, began_ms: number): boolean {
    return wasHeard(this.#ears, id, began_ms);
  }

  get unheard(): number {
    return this.#tapes.filter(({ id, began_ms }) => !this.heard(id, began_ms)).length;
  }

  /** It came while its channel was heard here. */
  mark(id: string): void {
    this.#ears = hears(this.#ears, id);
    this.#keep.write(this.#name, keptEars(this.#ears));
  }

  /** The last, or the one before. */
  again(): void {
    const ids = this.#tapes.map(({ id }) => id);
    this.#play(back(ids, this.#last, this.#playing !== null, this.#now_ms()));
  }

  next(): void {
    this.#play(nextUnheard(this.#tapes, ({ id, began_ms }) => this.heard(id, began_ms))?.id ?? null);
  }

  /** Play it; the one that plays is stopped. */
  toggle(id: string): void {
    if (this.#playing === id) this.stop();
    else this.#play(id);
  }

  turn(rate: Rate): void {
    this.#rate = rate;
    if (this.#playing !== null) this.#play(this.#playing);
  }

  stop(): void {
    if (this.#playing === null) return;
    this.#player.stop();
    this.#ended();
  }

  #play(id: string | null): void {
    const file = this.#tapes.find((one) => one.id === id)?.file;
    if (id === null || file === undefined) return;
    this.#failed = null;
    this.#playing = id;
    this.#last = { id, at_ms: this.#now_ms() };
    this.#player.play(file, this.#rate, (ok) => {
      if (this.#playing !== id) return;
      if (ok) this.mark(id);
      else this.#failed = id;
      this.#ended();
    });
  }

  #ended(): void {
    if (this.#playing !== null) this.#last = { id: this.#playing, at_ms: this.#now_ms() };
    this.#playing = null;
  }

  /** What can be heard, newest first. */
  get #tapes(): readonly { id: string; file: string; began_ms: number }[] {
    return this.#log().flatMap(({ tape, began_ms }) => (tape?.file ? [{ id: tape.id, file: tape.file.id, began_ms }] : []));
  }

  get #name(): string {
    return `heard.${this.#post}`;
  }
}
