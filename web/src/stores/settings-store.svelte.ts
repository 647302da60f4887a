/** The wishes of this device's user: read once, written at each change, shown and acted on by whoever cares. */
import type { Keep } from '../lib/ports';
import { settingsFrom, type Settings } from '../lib/settings';

const NAME = 'settings';

export class SettingsStore {
  readonly #keep: Keep;
  readonly #onchange: (now: Settings) => void;
  #now: Settings;

  constructor(keep: Keep, onchange: (now: Settings) => void) {
    this.#keep = keep;
    this.#onchange = onchange;
    this.#now = $state.raw(settingsFrom(keep.read(NAME)));
    onchange(this.#now);
  }

  get now(): Settings {
    return this.#now;
  }

  /** Another page of this device has changed them. */
  again(): void {
    this.#now = settingsFrom(this.#keep.read(NAME));
    this.#onchange(this.#now);
  }

  change(wishes: Partial<Settings>): void {
    this.#now = { ...this.#now, ...wishes };
    this.#keep.write(NAME, JSON.stringify(this.#now));
    this.#onchange(this.#now);
  }
}
