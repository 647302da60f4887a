/** Calling people, and being called, as the rest of the page knows it: fetched when one of its screens is first shown. */
import { Voiceless, type Extra } from './extras';
import { newId } from './chatting';
import { keep } from './hub/device';
import type { HubPort } from './lib/ports';
import type { Live } from './lib/wire';
import type { MineStore } from './stores/mine-store.svelte';
import type { RecordStore } from './stores/record-store.svelte';
import type { SummonsStore } from './stores/summons-store.svelte';

export class LazySummoning extends Voiceless implements Extra {
  readonly #hub: Pick<HubPort, 'command'>;
  #store: SummonsStore | null = null;
  #mine: MineStore | null = null;

  constructor(hub: Pick<HubPort, 'command'>) {
    super();
    this.#hub = hub;
  }

  async open(): Promise<SummonsStore> {
    const { SummonsStore } = await import('./stores/summons-store.svelte');
    const first = this.#store === null;
    const store = (this.#store ??= new SummonsStore(this.#hub, newId, keep));
    if (first) await store.load();
    return store;
  }

  /** Where I was called: as it stands now, each time it is opened. */
  async mine(): Promise<MineStore> {
    const { MineStore } = await import('./stores/mine-store.svelte');
    this.#mine ??= new MineStore(this.#hub);
    void this.#mine.load();
    return this.#mine;
  }

  /** The record of the months. */
  async record(): Promise<RecordStore> {
    const { RecordStore } = await import('./stores/record-store.svelte');
    return new RecordStore(this.#hub, newId);
  }

  /** The hub has an answer of mine. */
  readonly answered = (): void => {
    void this.#mine?.load();
  };

  hello(): void {
    void this.#store?.load();
    void this.#mine?.load();
  }

  live(live: Live): void {
    this.#store?.live(live);
    if (live.kind === 'rings') void this.#mine?.load();
  }

  /** Another may sign in: what this one saw is not his. */
  close(): void {
    this.#store?.forget();
    this.#store = null;
    this.#mine = null;
  }
}
