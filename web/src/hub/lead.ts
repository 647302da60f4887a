/**
 * Which of several pages of one post sends what was written: the one that holds the lock.
 *
 * A page in the background may sleep, so the one that is looked at takes the lock over. Without
 * locks in the browser every page leads; a command sent twice is still one command.
 */
import type { Lead } from '../lib/ports';

export class LockLead implements Lead {
  readonly #name: string;
  #onlead: (leads: boolean) => void = () => undefined;
  #leads = false;
  #waiting: AbortController | null = null;
  #let_go: () => void = () => undefined;
  #ended = false;

  constructor(post: string) {
    this.#name = `posko.outbox.${post}`;
    if (this.#locks) this.#wait(false);
    else this.#leads = true;
  }

  set onlead(onlead: (leads: boolean) => void) {
    this.#onlead = onlead;
    onlead(this.#leads);
  }

  take(): void {
    if (this.#leads || this.#ended || !this.#locks) return;
    this.#wait(true);
  }

  end(): void {
    this.#ended = true;
    this.#waiting?.abort();
    this.#let_go();
  }

  get #locks(): LockManager | null {
    return 'locks' in navigator ? navigator.locks : null;
  }

  #wait(steal: boolean): void {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const held = (): Promise<void> => {
      this.#lead(true);
      return new Promise((done) => {
        this.#let_go = done;
      });
    };
    const options = steal ? { steal } : { signal: waiting.signal };
    this.#locks?.request(this.#name, options, held).catch(() => {
      if (this.#waiting !== waiting || this.#ended) return; // Asked anew meanwhile.
      this.#lead(false); // Another page took it.
      this.#wait(false);
    });
  }

  #lead(leads: boolean): void {
    this.#leads = leads;
    this.#onlead(leads);
  }
}
