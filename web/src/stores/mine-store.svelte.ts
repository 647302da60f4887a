/** Where I was called lately, newest first, and what I said. */
import type { HubPort } from '../lib/ports';
import type { No, Why } from '../lib/reply';
import type { MyCall } from '../lib/wire';

export class MineStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #calls: readonly MyCall[] | null;
  #refused: Why | null;
  /** Of what was asked last: an older answer that comes later is not looked at. */
  #asked = 0;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#calls = $state.raw<readonly MyCall[] | null>(null);
    this.#refused = $state.raw<Why | null>(null);
  }

  /** Null until they are known. */
  get calls(): readonly MyCall[] | null {
    return this.#calls;
  }

  /** Why they could not be had. */
  get refused(): Why | null {
    return this.#refused;
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const mine = await this.#hub.command('summons:mine', {});
    if (asked !== this.#asked) return;
    if (mine.ok) this.#calls = mine.calls;
    this.#refused = mine.ok ? null : (mine satisfies No).code;
  }
}
