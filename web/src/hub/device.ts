/** This device: its clock, what it keeps, and its screen. */
import type { Clock, Keep } from '../lib/ports';

export const clock: Clock = {
  mono: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  chance: () => Math.random(),
};

/** Some browsers refuse to keep anything, in private windows for one: then nothing is remembered. */
export const keep: Keep = {
  read: (name) => {
    try {
      return localStorage.getItem(`posko.${name}`);
    } catch {
      return null;
    }
  },
  write: (name, value) => {
    try {
      localStorage.setItem(`posko.${name}`, value);
    } catch {
      // Remembered until the page is closed.
    }
  },
};

/** Keep the screen on while a voice is in a room: a phone that locks loses its microphone. */
export class Screen {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;

  stayOn(wanted: boolean): void {
    this.#wanted = wanted;
    void this.again();
  }

  /** The browser lets the lock go when the page is hidden. */
  async again(): Promise<void> {
    if (!('wakeLock' in navigator)) return;
    if (!this.#wanted) {
      await this.#lock?.release();
      this.#lock = null;
      return;
    }
    try {
      this.#lock = await navigator.wakeLock.request('screen');
    } catch {
      this.#lock = null; // Low battery, or hidden: the next time it is shown.
    }
  }
}

export function buzz(ms: number): void {
  if ('vibrate' in navigator) navigator.vibrate(ms);
}
