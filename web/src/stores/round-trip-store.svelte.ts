/** How long a word to the hub and back takes: asked every few seconds while somebody looks. */
import type { Clock, HubPort } from '../lib/ports';

const EVERY_MS = 5_000;
const KEPT = 5;

export class RoundTripStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #clock: Clock;
  #taken_ms: readonly number[];
  #stop: (() => void) | null = null;

  constructor(hub: Pick<HubPort, 'command'>, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
    this.#taken_ms = $state.raw([]);
  }

  /** The middle one of the last few; null while there is none. */
  get now_ms(): number | null {
    const sorted = this.#taken_ms.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  open(): void {
    if (this.#stop === null) this.#again(0);
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#taken_ms = [];
  }

  /** What was measured before counts no more. */
  lost(): void {
    this.#taken_ms = [];
  }

  #again(after_ms: number): void {
    this.#stop = this.#clock.after(after_ms, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const stop = this.#stop;
    const began_ms = this.#clock.mono();
    const reply = await this.#hub.command('link:echo', {});
    if (stop === null || this.#stop !== stop) return; // Closed meanwhile.
    if (reply.ok) this.#taken_ms = [...this.#taken_ms.slice(1 - KEPT), this.#clock.mono() - began_ms];
    this.#again(EVERY_MS);
  }
}
