/** Roll-calls as the rest of the page knows them: fetched when there is one I am in, or when its screen is opened. */
import { newId } from './chatting';
import { Voiceless, type Extra } from './extras';
import { clock, keep } from './hub/device';
import type { HubPort } from './lib/ports';
import type { Hello, Live } from './lib/wire';
import type { RollCalls } from './stores/posko';
import type { RollCallStore } from './stores/rollcall-store.svelte';

export class LazyRollCalls extends Voiceless implements Extra, RollCalls {
  readonly #hub: Pick<HubPort, 'command'>;
  #store: RollCallStore | null;
  #hello: Hello | null = null;

  constructor(hub: Pick<HubPort, 'command'>) {
    super();
    this.#hub = hub;
    this.#store = $state.raw<RollCallStore | null>(null);
  }

  get now(): RollCallStore | null {
    return this.#store;
  }

  /** Nothing happens before the first await: the page calls this while it draws. */
  async open(): Promise<RollCallStore> {
    const { RollCallStore } = await import('./stores/rollcall-store.svelte');
    if (!this.#store) {
      this.#store = new RollCallStore(this.#hub, keep, newId, clock);
      if (this.#hello) void this.#store.hello(this.#hello);
    }
    return this.#store;
  }

  hello(_again: boolean, hello: Hello): void {
    this.#hello = hello;
    const waits = (hello.rollcalls ?? []).length > 0 || Boolean(keep.read(`reports.${hello.me.id}`));
    if (this.#store) void this.#store.hello(hello);
    else if (waits) void this.open().catch(() => undefined); // Without a network, with the next hello.
  }

  live(live: Live): void {
    if (live.kind !== 'rollcall') return;
    void this.open().then(
      (store) => {
        store.live(live);
      },
      () => undefined,
    );
  }

  /** Another may sign in: what this one saw is not his. */
  close(): void {
    this.#store?.forget();
    this.#store = null;
    this.#hello = null;
  }
}
