/** The call to all rooms as the rest of the page knows it: fetched when who may call is shown its button. */
import type { Around, Calling } from './calling';
import type { Extra } from './extras';
import type { Live } from './lib/wire';
import type { AllCall } from './stores/all-call';

export class LazyCalling implements Extra {
  readonly #around: () => Around;
  #made: Calling | null = null;

  constructor(around: () => Around) {
    this.#around = around;
  }

  /** Nothing happens before the first await: the page calls this while it draws. */
  async open(): Promise<AllCall> {
    const { Calling } = await import('./calling');
    this.#made ??= new Calling(this.#around());
    this.#made.open();
    return this.#made;
  }

  close(): void {
    this.#made?.close();
  }

  get present(): boolean {
    return this.#made?.channel.voice.present === true;
  }

  get onair(): boolean {
    return this.#made?.channel.onair === true;
  }

  lost(): void {
    this.#made?.talk.lost();
  }

  moved(): void {
    this.#made?.channel.voice.feed({ is: 'network' });
  }

  hello(again: boolean): void {
    this.#made?.hello(again);
  }

  live(live: Live): void {
    this.#made?.live(live);
  }

  down(): void {
    this.#made?.down();
  }

  obey(): void {
    // Nobody is heard here: there is no volume to set.
  }

  event(): void {
    // Nothing is kept of this room.
  }
}
