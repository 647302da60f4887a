/** Putting Posko on the home screen: browsers that can offer it say so soon after the start. */
import type { InstallPort } from '../lib/ports';

/** Chromium's own, and not in the types. */
interface Offer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

export class Installing implements InstallPort {
  #offer: Offer | null = null;

  /** Made before anything else: an offer that nobody listens to does not come again. */
  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault(); // Not over the screen of who is at work: there is a button for it.
      this.#offer = event as Offer;
      this.onchange();
    });
    addEventListener('appinstalled', () => {
      this.#offer = null;
      this.onchange();
    });
  }

  onchange: () => void = () => undefined;

  get offered(): boolean {
    return this.#offer !== null;
  }

  get installed(): boolean {
    const { standalone } = navigator as { standalone?: boolean }; // iOS before 15.4 has no display-mode.
    return standalone === true || matchMedia('(display-mode: standalone)').matches;
  }

  get by_hand(): boolean {
    const { userAgent, maxTouchPoints } = navigator;
    return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1);
  }

  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null; // Good for one time.
    await offer?.prompt().catch(() => undefined);
    this.onchange();
  }
}
