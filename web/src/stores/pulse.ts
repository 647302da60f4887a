/** Makes a value of the outside world reactive: looked at every so often, and only while something shows it. */
import { createSubscriber } from 'svelte/reactivity';

export class Pulse<T> {
  readonly #look: () => T;
  readonly #subscribe: () => void;

  constructor(every_ms: number, look: () => T) {
    this.#look = look;
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, every_ms);
      return () => {
        clearInterval(timer);
      };
    });
  }

  get now(): T {
    this.#subscribe();
    return this.#look();
  }
}
