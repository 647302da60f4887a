/** What the hub has to tell its user apart from any room: a way in that another of his devices added, a wrong clock. */
import type { HubPort } from '../lib/ports';
import type { WayCard } from '../lib/wire';

export class NewsStore {
  readonly #hub: HubPort;
  #ways: readonly WayCard[];
  #clock_ok: boolean;
  #turn = 0; // An answer to the one before is not shown to the next.

  constructor(hub: HubPort) {
    this.#hub = hub;
    this.#ways = $state.raw<readonly WayCard[]>([]);
    this.#clock_ok = $state.raw(true);
  }

  /** The newest that was added elsewhere, until its user says that he knows. */
  get way(): WayCard | null {
    return this.#ways.at(-1) ?? null;
  }

  get clock_ok(): boolean {
    return this.#clock_ok;
  }

  /** The hub is there, or something has changed in it. */
  async greeted(): Promise<void> {
    const turn = (this.#turn += 1);
    const told = await this.#hub.command('way:news', {});
    if (!told.ok || turn !== this.#turn) return;
    this.#ways = told.ways;
    this.#clock_ok = told.clock_ok;
  }

  async mine(): Promise<void> {
    if ((await this.#hub.command('way:seen', {})).ok) await this.greeted();
  }

  async notMine(way: WayCard): Promise<void> {
    if ((await this.#hub.command('way:disown', { kind: way.kind, id: way.id })).ok) await this.greeted();
  }

  /** Another post, or nobody. */
  forget(): void {
    this.#turn += 1;
    this.#ways = [];
    this.#clock_ok = true;
  }
}
