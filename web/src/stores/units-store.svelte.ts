/** Whose a handheld's number is, by the registers of the channels: also of what was heard before it was known. */
import { empty, put } from '../lib/keyed';
import type { HubPort } from '../lib/ports';
import { findUnit } from '../lib/radio';
import type { No } from '../lib/reply';
import type { UnitCard } from '../lib/wire';

export class UnitsStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #units: ReadonlyMap<string, readonly UnitCard[]>;
  #no: No | null;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#units = $state.raw(empty<readonly UnitCard[]>());
    this.#no = $state.raw<No | null>(null);
  }

  get no(): No | null {
    return this.#no;
  }

  async load(): Promise<void> {
    const list = await this.#hub.command('radio:list', {});
    if (list.ok)
      this.#units = put(
        empty<readonly UnitCard[]>(),
        list.channels.map(({ room, units }) => [room, units] as const),
      );
  }

  /** As the register has it now, or as it was heard. */
  known(room: string, unit: UnitCard): UnitCard {
    return findUnit(this.#units.get(room) ?? [], unit.number) ?? unit;
  }

  async name(room: string, unit: UnitCard): Promise<boolean> {
    const reply = await this.#hub.command('radio:name', { room, unit });
    this.#no = reply.ok ? null : reply;
    if (reply.ok) await this.load();
    return reply.ok;
  }
}
