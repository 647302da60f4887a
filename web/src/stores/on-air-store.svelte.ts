/** Whether what I say goes out by the radios of my channels: lib/on-air.ts decides, this looks again in time. */
import { empty, put } from '../lib/keyed';
import { OFF, onAir, PATIENCE_MS, type OnAir } from '../lib/on-air';
import type { Clock } from '../lib/ports';
import type { Ptt } from '../lib/ptt';
import type { RadioNow } from '../lib/wire';

/** What there is to know of a channel. */
export interface Radioed {
  readonly room: string;
  readonly ptt: { readonly now: Ptt };
  readonly radio: RadioNow | null;
}

export class OnAirStore {
  readonly #channels: () => readonly Radioed[];
  readonly #clock: Clock;
  readonly #unsent: () => void;
  #states: ReadonlyMap<string, OnAir>;
  #calledOff: () => void = () => undefined;

  /** unsent: my voice does not go out after all. */
  constructor(channels: () => readonly Radioed[], clock: Clock, unsent: () => void) {
    this.#channels = channels;
    this.#clock = clock;
    this.#unsent = unsent;
    this.#states = $state.raw(empty<OnAir>());
  }

  at(room: string): OnAir {
    return this.#states.get(room) ?? OFF;
  }

  /** A key or a radio has changed. */
  look(): void {
    const before = this.#states;
    const now_ms = this.#clock.mono();
    const states = this.#channels().map(({ room, ptt, radio }): readonly [string, OnAir] => {
      const mine = ptt.now.at === 'onair' || ptt.now.at === 'permitted';
      return [room, onAir(before.get(room) ?? OFF, mine, radio, now_ms)];
    });
    this.#states = put(empty<OnAir>(), states);
    if (states.some(([room, one]) => one.at === 'unsent' && before.get(room)?.at !== 'unsent')) this.#unsent();
    this.#calledOff();
    if (!states.some(([, one]) => one.at === 'waits')) return;
    this.#calledOff = this.#clock.after(PATIENCE_MS, () => {
      this.look();
    });
  }
}
