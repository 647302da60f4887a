/** What a hand on the console's talk button or key does. */
import { onlyHeard } from '../../lib/radio';
import type { Hand } from '../../parts/hand';
import type { Dispatch } from '../../stores/dispatch';
import type { Posko } from '../../stores/posko';

export interface TalkHand extends Hand {
  /** Everything is let go, also what is locked. */
  readonly off: () => void;
}

export function talkHand({ sound, settings }: Pick<Posko, 'sound' | 'settings'>, { talk, ht }: Pick<Dispatch, 'talk' | 'ht'>): TalkHand {
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
      ht.lost();
    },
    click: () => {
      if (settings.now.latch) lock(); // Otherwise a floor is held: there is nothing to do in one click.
    },
    get lock() {
      return settings.now.latch ? lock : undefined;
    },
  };
}

/** The key of the radio alone: where no radio is heard yet, the first is heard from now on, and the next press talks. */
export function htHand(
  { sound, hub }: Pick<Posko, 'sound' | 'hub'>,
  { ht, channels, board }: Dispatch,
): Hand & { readonly off: () => void } {
  const lost = (): void => {
    ht.cancel();
  };
  return {
    down: () => {
      void sound.wake();
      const radio = (hub.rooms ?? []).find((room) => room.radio && !onlyHeard(room.radio));
      if (channels.radio === null && radio) board.listen(radio.id, true);
      void ht.down();
    },
    up: () => {
      ht.up();
    },
    lost,
    off: lost,
    click: () => undefined,
  };
}
