/** The log of transmissions. Its one way in is `took`; `floor` makes entries of what joined rooms say of their floors. */
import { cut, floorIs, taped, took, type AirLog, type Transmission } from '../lib/air-log';
import { DEVICE } from '../lib/radio';
import type { Floor, Recorded } from '../lib/wire';

export class AirLogStore {
  #log: AirLog;

  constructor() {
    this.#log = $state.raw<AirLog>([]);
  }

  /** Newest first. */
  get now(): AirLog {
    return this.#log;
  }

  took(all: readonly Transmission[]): void {
    this.#log = all.reduce(took, this.#log);
  }

  /** What the bridge of a channel has recorded. */
  taped(room: string, recorded: Recorded): void {
    this.#log = taped(this.#log, room, recorded, DEVICE + room);
  }

  floor(room: string, floor: Floor, now_ms: number): void {
    // A call to all is no talk of this room; the hub tells of it once it is over.
    this.#log = floorIs(this.#log, room, floor.all_call ? { talker: null, since_ms: null } : floor, now_ms);
  }

  /** Nothing more is heard: of one room, or of any. */
  cut(now_ms: number, room: string | null = null): void {
    this.#log = cut(this.#log, now_ms, room);
  }

  forget(): void {
    this.#log = [];
  }
}
