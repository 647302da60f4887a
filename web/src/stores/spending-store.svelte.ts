/** What my voice costs in data: measured while somebody looks, and anew after a change. */
import { createSubscriber } from 'svelte/reactivity';
import type { Clock, Counts } from '../lib/ports';
import { perHour, spent, type Sample } from '../lib/spending';

const EVERY_MS = 1_000;

export class SpendingStore {
  readonly #counts: () => Promise<Counts | null>;
  readonly #clock: Clock;
  readonly #subscribe: () => void;
  #from: Sample | null = null;
  #now: Sample | null;

  constructor(counts: () => Promise<Counts | null>, clock: Clock) {
    this.#counts = counts;
    this.#clock = clock;
    this.#now = $state.raw<Sample | null>(null);
    this.#subscribe = createSubscriber(() => {
      let calledOff: () => void = () => undefined;
      const look = (): void => {
        void this.look();
        calledOff = clock.after(EVERY_MS, look);
      };
      look();
      return () => {
        calledOff();
      };
    });
  }

  /** Bytes of this voice so far; null while there is none. */
  get total(): number | null {
    this.#subscribe();
    return this.#now?.bytes ?? null;
  }

  /** Bytes an hour as it goes now; null while that cannot be said yet. */
  get hour(): number | null {
    this.#subscribe();
    return perHour(this.#from, this.#now);
  }

  /** Something was chosen that changes it. */
  anew(): void {
    this.#from = null;
  }

  async look(): Promise<void> {
    const counts = await this.#counts();
    const now = counts && { bytes: spent(counts), at_ms: this.#clock.mono() };
    if (!now || (this.#now && now.bytes < this.#now.bytes)) this.#from = null; // Another voice than before.
    this.#from ??= now;
    this.#now = now;
  }
}
