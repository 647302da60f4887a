/** The console's keys as this device's user wants them. */
import { keymapFrom, KEYS, rebound, type Act, type Keymap } from '../lib/keymap';
import type { Keep } from '../lib/ports';

const NAME = 'keys';

export class KeymapStore {
  readonly #keep: Keep;
  #map: Keymap;

  constructor(keep: Keep) {
    this.#keep = keep;
    this.#map = $state.raw(keymapFrom(keep.read(NAME)));
  }

  get now(): Keymap {
    return this.#map;
  }

  bind(act: Act, code: string): void {
    this.#set(rebound(this.#map, act, code));
  }

  letters(on: boolean): void {
    this.#set({ ...this.#map, letters: on });
  }

  /** All as delivered. */
  reset(): void {
    this.#set(KEYS);
  }

  #set(map: Keymap): void {
    this.#map = map;
    this.#keep.write(NAME, JSON.stringify(map));
  }
}
