/** The words that are ready to be sent: read by whoever calls, changed by administrators. */
import type { No } from '../lib/reply';
import type { TemplateCard } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

export interface Templates {
  /** Null: not told yet. */
  readonly all: readonly TemplateCard[] | null;
  readonly busy: boolean;
  readonly no: No | null;
}

export class TemplatesStore {
  readonly #step: Pick<StepStore, 'ask'>;
  #now: Templates;

  constructor(step: Pick<StepStore, 'ask'>) {
    this.#step = step;
    this.#now = $state.raw({ all: null, busy: false, no: null });
  }

  get now(): Templates {
    return this.#now;
  }

  async load(): Promise<void> {
    const list = await this.#step.ask('template:list', {});
    this.#now = list.ok ? { ...this.#now, all: list.templates, no: null } : { ...this.#now, no: list };
  }

  /** True when it is kept. */
  async save(template: TemplateCard): Promise<boolean> {
    return this.#do(() => this.#step.ask('template:save', { template }));
  }

  async remove(id: string): Promise<boolean> {
    return this.#do(() => this.#step.ask('template:remove', { id }));
  }

  async #do(ask: () => Promise<{ readonly ok: true } | No>): Promise<boolean> {
    if (this.#now.busy) return false;
    this.#now = { ...this.#now, busy: true, no: null };
    const reply = await ask();
    this.#now = { ...this.#now, busy: false, no: reply.ok ? null : reply };
    if (reply.ok) await this.load();
    return reply.ok;
  }
}
