/** What happens to the page, whatever it shows, and its address. */
import type { Connection } from './hub/connection';
import type { Screen } from './hub/device';
import type { BackPort } from './lib/ports';
import type { OutboxStore } from './stores/outbox-store.svelte';
import type { AddressPort } from './stores/route-store.svelte';
import type { SoundStore } from './stores/sound-store.svelte';

export function addressBar(): AddressPort {
  return {
    get path() {
      return location.pathname;
    },
    get hash() {
      return location.hash;
    },
    go: (address) => {
      location.hash = address;
    },
    replace: (address) => {
      history.replaceState(null, '', address);
    },
  };
}

/** One thing at a time stands over the page; the way back closes it, and so does any other address. */
export function backs(): BackPort {
  let onback: (() => void) | null = null;
  addEventListener('popstate', () => {
    const then = onback;
    onback = null;
    then?.();
  });
  return {
    open: (then) => {
      onback = then;
      history.pushState(null, '');
    },
    close: () => {
      if (!onback) return;
      onback = null;
      history.back();
    },
  };
}

/** What the voices do about the page. */
export interface Voices {
  /** The network is another one. */
  moved(): void;
  /** The page goes. */
  leave(): void;
}

export function listen(
  connection: Connection,
  voices: Voices,
  screen: Screen,
  sound: SoundStore,
  outbox: OutboxStore,
  onmove: () => void,
): void {
  addEventListener('hashchange', onmove);
  addEventListener('online', () => {
    connection.tryNow();
    voices.moved();
  });
  for (const touch of ['pointerdown', 'keydown'] as const) addEventListener(touch, () => void sound.wake(), { capture: true });
  addEventListener('pagehide', () => {
    voices.leave();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    connection.tryNow();
    screen.again();
    outbox.looked();
  });
}
