/** Calling people as the rest of the page knows it: fetched when the board or the form is first shown. */
import type { Extra } from './extras';
import { newId } from './chatting';
import type { HubPort } from './lib/ports';
import type { Live } from './lib/wire';
import type { SummonsStore } from './stores/summons-store.svelte';

export class LazySummoning implements Extra {
  readonly present = false;
  readonly onair = false;
  readonly #hub: Pick<HubPort, 'command'>;
  #store: SummonsStore | null = null;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
  }

  async open(): Promise<SummonsStore> {
    const { SummonsStore } = await import('./stores/summons-store.svelte');
    const first = this.#store === null;
    const store = (this.#store ??= new SummonsStore(this.#hub, newId));
    if (first) await store.load();
    return store;
  }

  hello(): void {
    void this.#store?.load();
  }

  live(live: Live): void {
    this.#store?.live(live);
  }

  /** Another may sign in: what this one saw is not his. */
  close(): void {
    this.#store?.forget();
    this.#store = null;
  }

  event(): void {
    // The board is told as a state, not as events; and here and below: it has no sound.
  }

  lost(): void {
    this.event();
  }

  moved(): void {
    this.event();
  }

  obey(): void {
    this.event();
  }

  down(): void {
    this.event();
  }
}
