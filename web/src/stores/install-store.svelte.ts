/** Posko on the home screen: whether that can be done from here, and how. */
import type { InstallPort, Keep } from '../lib/ports';

/** ask: by a button. guide: the user does it himself, and is told how until he puts that away. */
export type Install = 'none' | 'ask' | 'guide';

const SEEN = 'install.seen';

export class InstallStore {
  readonly #port: InstallPort;
  readonly #keep: Keep;
  #now: Install;

  constructor(port: InstallPort, keep: Keep) {
    this.#port = port;
    this.#keep = keep;
    this.#now = $state.raw<Install>('none');
    port.onchange = () => {
      this.#look();
    };
    this.#look();
  }

  get now(): Install {
    return this.#now;
  }

  /** This page runs from there. */
  get installed(): boolean {
    return this.#port.installed;
  }

  /** The browser lets its user do it, and no page. */
  get by_hand(): boolean {
    return this.#port.by_hand;
  }

  async ask(): Promise<void> {
    await this.#port.ask();
  }

  /** The guide was read: not again on this device. */
  seen(): void {
    this.#keep.write(SEEN, '1');
    this.#look();
  }

  #look(): void {
    if (this.#port.installed) this.#now = 'none';
    else if (this.#port.offered) this.#now = 'ask';
    else this.#now = this.#port.by_hand && this.#keep.read(SEEN) !== '1' ? 'guide' : 'none';
  }
}
