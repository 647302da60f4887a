/** By what I am reached, as the rest of the page knows it: fetched when the first screen stands, and begun then. */
import type { Extra } from './extras';
import type { HubPort } from './lib/ports';
import type { Settings } from './lib/settings';
import type { InstallStore } from './stores/install-store.svelte';
import type { Reaching } from './stores/posko';
import type { ReachStore } from './stores/reach-store.svelte';

/** What the first screen needs is fetched before. */
const SOON_MS = 1_500;

export class LazyReaching implements Extra, Reaching {
  readonly present = false;
  readonly onair = false;
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #install: InstallStore;
  #store: ReachStore | null;
  #begun = false;
  #language: Settings['language'] = 'id';

  constructor(hub: Pick<HubPort, 'command'>, install: InstallStore) {
    this.#hub = hub;
    this.#install = install;
    this.#store = $state.raw<ReachStore | null>(null);
  }

  get now(): ReachStore | null {
    return this.#store;
  }

  /** Nothing happens before the first await: the page calls this while it draws. */
  async open(): Promise<ReachStore> {
    const { reaching, greet } = await import('./reaching');
    if (!this.#store) {
      greet(this.#language);
      this.#store = reaching(this.#hub, this.#install);
      void this.#store.begin();
    }
    return this.#store;
  }

  /** What was opened before there was a link is asked now; else it is time for it in a while. */
  hello(): void {
    if (this.#store) {
      if (this.#store.now.mine === null) void this.#store.begin();
    } else if (!this.#begun) setTimeout(() => void this.open().catch(() => undefined), SOON_MS); // Without a network, at the next start.
    this.#begun = true;
  }

  obey({ language }: Settings): void {
    this.#language = language;
    if (!this.#store) return;
    void import('./reaching').then(({ greet }) => {
      greet(language);
    });
  }

  /** Another may sign in: by what this one is reached is not his. */
  close(): void {
    this.#store = null;
    this.#begun = false;
  }

  live(): void {
    // It is asked for, never told; and here and below: it has no voice.
  }

  event(): void {
    this.live();
  }

  lost(): void {
    this.live();
  }

  moved(): void {
    this.live();
  }

  down(): void {
    this.live();
  }
}
