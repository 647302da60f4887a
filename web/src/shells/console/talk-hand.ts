/** What a hand on the console's talk button or key does. */
import type { Hand } from '../../parts/hand';
import type { Dispatch } from '../../stores/dispatch';
import type { Posko } from '../../stores/posko';

export interface TalkHand extends Hand {
  /** Everything is let go, also what is locked. */
  readonly off: () => void;
}

export function talkHand({ sound, settings }: Pick<Posko, 'sound' | 'settings'>, { talk }: Pick<Dispatch, 'talk'>): TalkHand {
  const lock = (): void => {
    void sound.wake();
    talk.lock();
  };
  return {
    down: () => {
      void sound.wake();
      void talk.down();
    },
    up: () => {
      talk.up();
    },
    lost: () => {
      talk.cancel();
    },
    off: () => {
      talk.lost();
    },
    click: () => {
      if (settings.now.latch) lock(); // Otherwise a floor is held: there is nothing to do in one click.
    },
    get lock() {
      return settings.now.latch ? lock : undefined;
    },
  };
}
