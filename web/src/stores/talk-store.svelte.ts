/**
 * The big button, whatever the room: a finger, a key or a pedal goes down, up, or is lost.
 *
 * The microphone is fetched at the first press. If that had to ask, the press is over: nobody is put
 * on the air by answering a question. If it took a moment only, a held key must still be down; a tap
 * on an open room's switch is over by then and counts all the same.
 */
import type { Mode } from '../lib/wire';
import type { MicStore } from './mic-store.svelte';
import type { PttStore } from './ptt-store.svelte';
import type { SwitchStore } from './switch-store.svelte';

/** What a press keys, and what lets go of it again. */
export type Key = Pick<PttStore, 'press' | 'release' | 'lost'>;
export type Toggle = Pick<SwitchStore, 'down' | 'up' | 'cancel' | 'lost'>;

export interface Place {
  readonly mode: Mode;
  readonly voice: string;
}

export class TalkStore {
  readonly #mic: MicStore;
  readonly #ptt: Key;
  readonly #switch: Toggle;
  readonly #place: () => Place | null;
  #down = false;
  #keyed: Mode = 'ptt'; // They share one microphone: a release goes only to the one that was pressed.
  #tapped = false; // The key went up again while the microphone was on its way.
  #fetching: boolean;

  /** place: where a press would talk now; null when it cannot. */
  constructor(mic: MicStore, ptt: Key, mic_switch: Toggle, place: () => Place | null) {
    this.#mic = mic;
    this.#ptt = ptt;
    this.#switch = mic_switch;
    this.#place = place;
    this.#fetching = $state.raw(false);
  }

  /** The key is down and the microphone on its way. */
  get fetching(): boolean {
    return this.#fetching;
  }

  async down(): Promise<void> {
    if (this.#down || !this.#place()) return;
    this.#down = true;
    this.#tapped = false;
    if (this.#fetching) return; // Pressed again meanwhile: the fetch under way finds the key down.
    if (!this.#mic.taken && !(await this.#fetch())) {
      this.#down = false;
      return;
    }
    this.#key();
  }

  up(): void {
    if (!this.#down) return;
    this.#down = false;
    this.#tapped = this.#fetching;
    if (this.#keyed === 'ptt') this.#ptt.release();
    else this.#switch.up();
  }

  /** The finger slid off, the window went: what is held ends, an open room's switch stays. */
  cancel(): void {
    this.#down = false;
    if (this.#keyed === 'ptt') this.#ptt.release();
    else this.#switch.cancel();
  }

  /** The voice, the link or the microphone is gone: all ends. */
  lost(): void {
    this.#down = this.#tapped = false;
    this.#ptt.lost();
    this.#switch.lost();
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
    if (!place) return;
    this.#keyed = place.mode;
    if (place.mode !== 'ptt' && (this.#down || this.#tapped)) {
      this.#switch.down(place.voice);
      if (this.#tapped) this.#switch.up();
    } else if (place.mode === 'ptt' && this.#down) this.#ptt.press(place.voice);
  }
}
