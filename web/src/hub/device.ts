/** This device: its clock, what it keeps, and its screen. */
import type { Clock, Keep } from '../lib/ports';

export const clock: Clock = {
  mono: () => performance.now(),
  wall: () => Date.now(),
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
  #lock: Promise<WakeLockSentinel | null> = Promise.resolve(null);

  stayOn(wanted: boolean): void {
    this.#wanted = wanted;
    this.again();
  }

  /** The browser lets the lock go when the page is hidden. One at a time: each that was given keeps the screen on. */
  again(): void {
    if (!('wakeLock' in navigator)) return;
    this.#lock = this.#lock.then((lock) => this.#settled(lock)).catch(() => null); // Low battery, or hidden: when it is shown.
  }

  async #settled(lock: WakeLockSentinel | null): Promise<WakeLockSentinel | null> {
    if (this.#wanted) return lock && !lock.released ? lock : navigator.wakeLock.request('screen');
    await lock?.release();
    return null;
  }
}

/** Once, or on and off by turns. */
export function buzz(...ms: readonly number[]): void {
  if ('vibrate' in navigator) navigator.vibrate([...ms]);
}

const line = (): { saveData?: boolean; type?: string } => (navigator as { connection?: object }).connection ?? {};

/** The user has told his device to use little data. */
export const frugal = (): boolean => line().saveData === true;

/** Phones say so; where nothing is said, nothing is saved. */
export const metered = (): boolean => frugal() || line().type === 'cellular';

/** Refused where the page is not trusted, and then there is nothing to say that the next paste does not. */
export function copy(text: string): void {
  if ('clipboard' in navigator) void navigator.clipboard.writeText(text).catch(() => undefined);
}
