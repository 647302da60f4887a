/** The record of summonses: one month of it, of one agency or all; and what an agency adds to it. */
import type { HubPort } from '../lib/ports';
import type { Why } from '../lib/reply';
import type { RecordMonths, RecordOf } from '../lib/wire';

export interface Wish {
  readonly month: string;
  /** The one whose calls are shown. */
  readonly agency: string | null;
  readonly drill: boolean;
}

export class RecordStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #newId: () => string;
  #wish: Wish;
  #now: RecordOf | null;
  #months: RecordMonths | null;
  #refused: Why | null;
  /** What was asked for before another month was chosen is not shown. */
  #asked = 0;

  constructor(hub: Pick<HubPort, 'command'>, newId: () => string) {
    this.#hub = hub;
    this.#newId = newId;
    this.#wish = $state.raw<Wish>({ month: '', agency: null, drill: false });
    this.#now = $state.raw<RecordOf | null>(null);
    this.#months = $state.raw<RecordMonths | null>(null);
    this.#refused = $state.raw<Why | null>(null);
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** Null until it is known. */
  get now(): RecordOf | null {
    return this.#now;
  }

  /** Twelve of them up to the one that is shown; null until they are known. */
  get months(): RecordMonths | null {
    return this.#months;
  }

  get refused(): Why | null {
    return this.#refused;
  }

  async load(wish: Partial<Wish>): Promise<void> {
    const wanted = { ...this.#wish, ...wish };
    const other = wanted.month !== this.#wish.month || wanted.drill !== this.#wish.drill;
    if (other) this.#now = this.#months = null;
    this.#wish = wanted;
    this.#asked += 1;
    const asked = this.#asked;
    const found = await this.#hub.command('summons:record_of', wanted);
    if (asked !== this.#asked) return;
    this.#refused = found.ok ? null : found.code;
    if (!found.ok) return;
    this.#now = found;
    if (other) await this.#course(wanted);
  }

  async #course({ month, drill }: Wish): Promise<void> {
    const found = await this.#hub.command('summons:record_months', { month, drill });
    if (found.ok && month === this.#wish.month && drill === this.#wish.drill) this.#months = found;
  }

  /** True when the hub has it. */
  async correct(recipient: string, note: string): Promise<boolean> {
    const kept = await this.#hub.command('summons:correct', { id: this.#newId(), recipient, note });
    if (kept.ok) await this.load({});
    else this.#refused = kept.code;
    return kept.ok;
  }
}
