/** When the weekly drill is held, as the hub said, and changing it. */
import type { HubPort } from '../lib/ports';
import type { No } from '../lib/reply';
import type { Commands, DrillPlanned } from '../lib/wire';

export type DrillChoice = Commands['drill:save']['ask'];

interface Known {
  readonly plan: DrillPlanned | null;
  readonly busy: boolean;
  readonly no: No | null;
}

export class DrillStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #known: Known;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#known = $state.raw<Known>({ plan: null, busy: false, no: null });
  }

  get now(): Known {
    return this.#known;
  }

  async load(): Promise<void> {
    const plan = await this.#hub.command('drill:read', {});
    this.#known = plan.ok ? { ...this.#known, plan } : { ...this.#known, no: plan };
  }

  async save(choice: DrillChoice): Promise<void> {
    if (this.#known.busy) return;
    this.#known = { ...this.#known, busy: true, no: null };
    const plan = await this.#hub.command('drill:save', choice);
    this.#known = plan.ok ? { plan, busy: false, no: null } : { ...this.#known, busy: false, no: plan };
  }
}
