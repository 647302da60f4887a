/** What some shells have beside the one voice of a phone: the console's channels, the call to all rooms. */
import type { Settings } from './lib/settings';
import type { Event, Hello, Live } from './lib/wire';

/** Fetched when it is first shown; until then it is nothing to anybody. */
export interface Extra {
  /** Is there a voice of its own in any room? */
  readonly present: boolean;
  readonly onair: boolean;
  /** Whatever is keyed is let go. */
  lost(): void;
  /** The network is another one. */
  moved(): void;
  obey(now: Settings): void;
  hello(again: boolean, hello: Hello): void;
  live(live: Live): void;
  event(event: Event): void;
  down(): void;
  close(): void;
}

/** What has no voice of its own: it is told of the hub, and nothing else concerns it. */
export abstract class Voiceless {
  readonly present = false;
  readonly onair = false;

  event(): void {
    // What it shows is told as a state, not as events; and here and below: it has no sound.
  }

  lost(): void {
    this.event();
  }

  moved(): void {
    this.event();
  }

  obey(): void {
    this.event();
  }

  down(): void {
    this.event();
  }
}

/** All of them as one. */
export class Extras implements Extra {
  readonly #all: readonly Extra[];

  constructor(...all: readonly Extra[]) {
    this.#all = all;
  }

  get present(): boolean {
    return this.#all.some((one) => one.present);
  }

  get onair(): boolean {
    return this.#all.some((one) => one.onair);
  }

  lost(): void {
    for (const one of this.#all) one.lost();
  }

  moved(): void {
    for (const one of this.#all) one.moved();
  }

  obey(now: Settings): void {
    for (const one of this.#all) one.obey(now);
  }

  hello(again: boolean, hello: Hello): void {
    for (const one of this.#all) one.hello(again, hello);
  }

  live(live: Live): void {
    for (const one of this.#all) one.live(live);
  }

  event(event: Event): void {
    for (const one of this.#all) one.event(event);
  }

  down(): void {
    for (const one of this.#all) one.down();
  }

  close(): void {
    for (const one of this.#all) one.close();
  }
}
