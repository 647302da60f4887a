/**
 * The big button, whatever the room: a finger, a key or a pedal goes down, up, or is lost.
 *
 * The microphone is fetched at the first press. If that had to ask, the press is over: nobody is put
 * on the air by answering a question. If it took a moment only, a held key must still be down; a tap
 * on an open room's switch is over by then and counts all the same.
 *
 * Locked, the key stays down by itself, and no longer than one talk may last: whatever would take the
 * hand off it ends it, and so do a refusal, a queue and a floor taken back.
 */
import type { Clock } from '../lib/ports';
import type { Mode } from '../lib/wire';
import type { MicStore } from './mic-store.svelte';
import type { PttStore } from './ptt-store.svelte';
import type { SwitchStore } from './switch-store.svelte';

/** What a press keys, and what lets go of it again. */
export type Key = Pick<PttStore, 'press' | 'release' | 'lost' | 'going' | 'onturn'>;
export type Toggle = Pick<SwitchStore, 'down' | 'up' | 'cancel' | 'lost'>;

export interface Place {
  readonly mode: Mode;
  readonly voice: string;
}

/** How long a locked key may stay so. */
export interface Limit {
  readonly clock: Pick<Clock, 'after'>;
  /** As long as one talk may last; 0 where the hub has not said. */
  readonly talk_ms: () => number;
}

const LOCKED_MS = 60_000;
const SPARE_MS = 1_000; // The hub's own limit comes first, and says why.

export class TalkStore {
  readonly #mic: MicStore;
  readonly #ptt: Key;
  readonly #switch: Toggle;
  readonly #place: () => Place | null;
  readonly #limit: Limit | null;
  #down = false;
  #keyed: Mode = 'ptt'; // They share one microphone: a release goes only to the one that was pressed.
  #tapped = false; // The key went up again while the microphone was on its way.
  #fetching: boolean;
  #locked: boolean;
  #stopLimit: () => void = () => undefined;

  /** place: where a press would talk now; null when it cannot. limit: without it nothing is locked. */
  constructor(mic: MicStore, ptt: Key, mic_switch: Toggle, place: () => Place | null, limit: Limit | null = null) {
    this.#mic = mic;
    this.#ptt = ptt;
    this.#switch = mic_switch;
    this.#place = place;
    this.#limit = limit;
    this.#fetching = $state.raw(false);
    this.#locked = $state.raw(false);
    ptt.onturn = () => {
      if (this.#locked && !this.#fetching && !ptt.going) this.#let_go();
    };
  }

  /** The key is down and the microphone on its way. */
  get fetching(): boolean {
    return this.#fetching;
  }

  /** The key stays down by itself. */
  get locked(): boolean {
    return this.#locked;
  }

  async down(): Promise<void> {
    if (this.#locked) {
      this.#let_go();
      return;
    }
    await this.#press();
  }

  up(): void {
    if (!this.#down || this.#locked) return;
    this.#down = false;
    this.#tapped = this.#fetching;
    if (this.#keyed === 'ptt') this.#ptt.release();
    else this.#switch.up();
  }

  /** Talk on without holding; once more, and it is over. An open room's switch stays on by a tap as it is. */
  lock(): void {
    if (this.#locked) {
      this.#let_go();
      return;
    }
    const waits = this.#down && !this.#fetching && !this.#ptt.going;
    if (waits || this.#limit === null || this.#place()?.mode !== 'ptt') return;
    this.#locked = true;
    this.#stopLimit = this.#limit.clock.after((this.#limit.talk_ms() || LOCKED_MS) + SPARE_MS, () => {
      this.#let_go();
    });
    void this.#press();
  }

  /** The finger slid off, the window went: what is held or locked ends, an open room's switch stays. */
  cancel(): void {
    this.#unlock();
    this.#down = false;
    if (this.#keyed === 'ptt') this.#ptt.release();
    else this.#switch.cancel();
  }

  /** The voice, the link or the microphone is gone: all ends. */
  lost(): void {
    this.#unlock();
    this.#down = this.#tapped = false;
    this.#ptt.lost();
    this.#switch.lost();
  }

  #let_go(): void {
    this.#unlock();
    this.#down = false;
    this.#ptt.release();
  }

  #unlock(): void {
    this.#locked = false;
    this.#stopLimit();
  }

  async #press(): Promise<void> {
    if (this.#down || !this.#place()) return;
    this.#down = true;
    this.#tapped = false;
    if (this.#fetching) return; // Pressed again meanwhile: the fetch under way finds the key down.
    if (!this.#mic.taken && !(await this.#fetch())) {
      this.#down = false;
      this.#unlock();
      return;
    }
    this.#key();
  }

  async #fetch(): Promise<boolean> {
    this.#fetching = true;
    try {
      return await this.#mic.ready();
    } finally {
      this.#fetching = false;
    }
  }

  #key(): void {
    const place = this.#place();
    if (place) this.#keyAt(place);
    if (this.#locked && !this.#ptt.going) this.#let_go();
  }

  #keyAt(place: Place): void {
    this.#keyed = place.mode;
    if (place.mode !== 'ptt' && (this.#down || this.#tapped)) {
      this.#switch.down(place.voice);
      if (this.#tapped) this.#switch.up();
    } else if (place.mode === 'ptt' && this.#down) this.#ptt.press(place.voice);
  }
}
