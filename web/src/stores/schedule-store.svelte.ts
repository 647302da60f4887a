/** Roll-calls that are ready to be held, and when: what the hub said, and changing it. */
import type { HubPort } from '../lib/ports';
import type { No } from '../lib/reply';
import type { Commands, RollCallPlanned, RollCallTemplate } from '../lib/wire';

type Told = No | Commands['rollcall:schedule']['reply'];

export class ScheduleStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #planned: readonly RollCallPlanned[] | null;
  #busy: boolean;
  #refused: No | null;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#planned = $state.raw<readonly RollCallPlanned[] | null>(null);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<No | null>(null);
  }

  /** The next one first; null: not known yet. */
  get planned(): readonly RollCallPlanned[] | null {
    return this.#planned;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get refused(): No | null {
    return this.#refused;
  }

  async load(): Promise<void> {
    this.#take(await this.#hub.command('rollcall:schedule', {}));
  }

  /** True when it is saved. */
  async save(template: RollCallTemplate): Promise<boolean> {
    return this.#once(() => this.#hub.command('rollcall:template_save', { template }));
  }

  async remove(template: string): Promise<boolean> {
    return this.#once(() => this.#hub.command('rollcall:template_remove', { template }));
  }

  async #once(ask: () => Promise<Told>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const told = await ask();
    this.#busy = false;
    return this.#take(told);
  }

  #take(told: Told): boolean {
    this.#refused = told.ok ? null : told;
    if (told.ok) this.#planned = told.planned;
    return told.ok;
  }
}
