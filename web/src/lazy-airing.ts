/** The log of the air for who only looks on: fetched when the wall is first shown. */
import type { Extra } from './extras';
import type { HubPort } from './lib/ports';
import type { Event } from './lib/wire';
import type { AirFeed } from './stores/air-feed';
import type { AirLogStore } from './stores/air-log-store.svelte';

export class LazyAiring implements Extra {
  readonly present = false;
  readonly onair = false;
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #rooms: () => readonly string[];
  #log: AirLogStore | null = null;
  #feed: AirFeed | null = null;

  /** rooms: whose air is followed. */
  constructor(hub: Pick<HubPort, 'command'>, rooms: () => readonly string[]) {
    this.#hub = hub;
    this.#rooms = rooms;
  }

  async open(): Promise<AirLogStore> {
    const [{ AirLogStore }, { AirFeed }] = await Promise.all([import('./stores/air-log-store.svelte'), import('./stores/air-feed')]);
    const log = (this.#log ??= new AirLogStore());
    this.#feed ??= new AirFeed(this.#hub, (all) => {
      log.took(all);
    });
    this.#feed.linked(this.#rooms());
    return log;
  }

  hello(): void {
    this.#feed?.linked(this.#rooms());
  }

  event(event: Event): void {
    this.#feed?.event(event);
  }

  /** Another may sign in: what this one read is not his. */
  close(): void {
    this.#feed?.forget();
    this.#log?.forget();
  }

  lost(): void {
    // Nothing is keyed here, here and below: who looks on has neither voice nor sound.
  }

  moved(): void {
    this.lost();
  }

  obey(): void {
    this.lost();
  }

  live(): void {
    this.lost();
  }

  down(): void {
    this.lost();
  }
}
