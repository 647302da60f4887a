/** How well each post can be reached, as the hub said when it was last asked. */
import type { HubPort } from '../lib/ports';
import type { No } from '../lib/reply';
import type { Readiness } from '../lib/wire';

interface Asked {
  readonly found: Readiness | null;
  readonly busy: boolean;
  readonly no: No | null;
}

export class ReadinessStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #asked: Asked;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#asked = $state.raw<Asked>({ found: null, busy: false, no: null });
  }

  get now(): Asked {
    return this.#asked;
  }

  /** What was known stays where the hub does not answer. */
  async load(): Promise<void> {
    if (this.#asked.busy) return;
    this.#asked = { ...this.#asked, busy: true, no: null };
    const reply = await this.#hub.command('reach:readiness', {});
    this.#asked = reply.ok ? { found: reply, busy: false, no: null } : { ...this.#asked, busy: false, no: reply };
  }
}
