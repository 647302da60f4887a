/** A simulated handheld: where it is, what its key does, and what it hears. */
import type { AirPort, AirSoundPort, AirState } from '../lib/air-ports';
import { carrierDb, DRAIN_PER_S, type Place, PLACES, type Quality, quality } from '../lib/handheld';
import type { MicAnswer } from '../lib/ports';
import { Pulse } from './pulse';

const METER_MS = 100;
const QUIET: AirState = { open: false, sending: false, latched: false };

export type Power = 'off' | 'starting' | 'on' | Exclude<MicAnswer, 'granted'>;

export class HandheldStore {
  readonly #air: AirPort;
  readonly #sound: () => AirSoundPort;
  readonly #now_ms: () => number;
  readonly #level = new Pulse(METER_MS, () => (this.state.open ? (this.#speaker?.level() ?? 0) : 0));
  #speaker: AirSoundPort | null = null;
  #since_ms: number | null = null;

  power = $state<Power>('off');
  link = $state(false);
  state = $state.raw<AirState>(QUIET);
  pressed = $state(false);
  place = $state.raw<Place>({ ...PLACES.clear, battery: 1 });
  /** Sent at each press; empty: none. */
  unit = $state('');
  dialled = $state('');

  constructor(air: AirPort, sound: () => AirSoundPort, now_ms: () => number) {
    this.#air = air;
    this.#sound = sound;
    this.#now_ms = now_ms;
    air.onlink = (up) => {
      this.link = up;
      this.state = QUIET;
      this.pressed = false;
      if (up) this.#tell();
    };
    air.onstate = (state) => {
      this.#drain(state);
      this.state = state;
    };
    air.onsound = (pcm) => this.#speaker?.play(pcm);
  }

  get carrier_db(): number {
    return carrierDb(this.place);
  }

  get quality(): Quality {
    return quality(this.carrier_db);
  }

  get level(): number {
    return this.#level.now;
  }

  get empty(): boolean {
    return this.place.battery <= 0;
  }

  /** By a tap: sound is allowed then. */
  async turnOn(): Promise<void> {
    this.power = 'starting';
    this.#speaker ??= this.#sound();
    const answer = await this.#speaker.start((frame) => {
      if (this.pressed) this.#air.send(frame);
    });
    this.power = answer === 'granted' ? 'on' : answer;
    if (answer === 'granted') this.#air.open();
  }

  press(): void {
    if (!this.link || this.empty || this.pressed) return;
    this.pressed = true;
    this.dialled = '';
    this.#air.say({ press: true });
  }

  release(): void {
    if (!this.pressed) return;
    this.pressed = false;
    this.#air.say({ press: false });
  }

  dial(keys: string): void {
    if (!this.link || this.empty) return;
    this.dialled = (keys.length > 1 ? keys : this.dialled + keys).slice(-16);
    this.#air.say({ keys });
  }

  move(to: Partial<Place>): void {
    this.place = { ...this.place, ...to };
    if (this.empty) this.release();
    this.#tell();
  }

  name(unit: string): void {
    this.unit = unit;
    this.#air.say({ unit });
  }

  /** What it sends comes out of its battery. */
  #drain(state: AirState): void {
    if (this.#since_ms !== null) {
      const took_s = (this.#now_ms() - this.#since_ms) / 1000;
      this.move({ battery: Math.max(0, this.place.battery - took_s * DRAIN_PER_S) });
    }
    this.#since_ms = state.sending ? this.#now_ms() : null;
  }

  #tell(): void {
    this.#air.say({ carrier_db: this.carrier_db, unit: this.unit });
  }
}
