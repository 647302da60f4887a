/** The leaves of one post, as its own, its deputies' or an administrator's page shows them. */
import type { No } from '../lib/reply';
import type { LeaveAdd, LeaveCard } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

export interface LeavesNow {
  readonly leaves: readonly LeaveCard[];
  readonly stood_in: boolean;
  readonly loaded: boolean;
  /** Taken out last, and can be put back. */
  readonly removed: LeaveCard | null;
  readonly busy: boolean;
  readonly no: No | null;
}

export class LeaveStore {
  readonly #step: Pick<StepStore, 'ask'>;
  readonly #post: string;
  #now: LeavesNow;

  constructor(step: Pick<StepStore, 'ask'>, post: string) {
    this.#step = step;
    this.#post = post;
    this.#now = $state.raw({ leaves: [], stood_in: false, loaded: false, removed: null, busy: false, no: null });
  }

  get now(): LeavesNow {
    return this.#now;
  }

  async load(): Promise<void> {
    const list = await this.#step.ask('leave:list', { post: this.#post });
    this.#now = list.ok
      ? { ...this.#now, leaves: list.leaves, stood_in: list.stood_in, loaded: true, no: null }
      : { ...this.#now, no: list };
  }

  /** True when it is noted. */
  async add(leave: Omit<LeaveAdd, 'post'>): Promise<boolean> {
    return this.#do(() => this.#step.ask('leave:add', { ...leave, post: this.#post }));
  }

  async remove(leave: LeaveCard): Promise<boolean> {
    const done = await this.#do(() => this.#step.ask('leave:remove', { id: leave.id }));
    if (done) this.#now = { ...this.#now, removed: leave };
    return done;
  }

  /** Put back what was taken out last. id: of what is put back. */
  async undo(id: string): Promise<boolean> {
    const { removed } = this.#now;
    if (!removed) return false;
    const { from_ms, to_ms, note = '' } = removed;
    return this.add({ id, from_ms, to_ms, note });
  }

  async #do(ask: () => Promise<{ readonly ok: true } | No>): Promise<boolean> {
    if (this.#now.busy) return false;
    this.#now = { ...this.#now, busy: true, no: null };
    const reply = await ask();
    this.#now = { ...this.#now, busy: false, no: reply.ok ? null : reply, removed: reply.ok ? null : this.#now.removed };
    if (reply.ok) await this.load();
    return reply.ok;
  }
}
