/** Radio channels as administrators look after them: which rooms, whose numbers, which tokens. */
import type { Kind } from '../lib/radio';
import type { No, Reply } from '../lib/reply';
import type { ChannelCard, UnitCard } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

export interface Radios {
  /** Null: not told yet. */
  readonly all: readonly ChannelCard[] | null;
  readonly busy: boolean;
  readonly no: No | null;
  /** A token that was issued just now: shown once, and kept nowhere. */
  readonly secret: { readonly room: string; readonly words: string } | null;
  /** The register as it was before the last change. */
  readonly undo: { readonly room: string; readonly units: readonly UnitCard[]; readonly number: string; readonly gone: boolean } | null;
}

export class RadioStore {
  readonly #step: Pick<StepStore, 'ask'>;
  #now: Radios;

  constructor(step: Pick<StepStore, 'ask'>) {
    this.#step = step;
    this.#now = $state.raw<Radios>({ all: null, busy: false, no: null, secret: null, undo: null });
  }

  get now(): Radios {
    return this.#now;
  }

  /** Also while it is looked at: whether a bridge is there changes by itself. */
  async load(): Promise<void> {
    const list = await this.#step.ask('radio:list', {});
    if (list.ok) this.#now = { ...this.#now, all: list.channels };
    else if (this.#now.all === null) this.#now = { ...this.#now, no: list };
  }

  save(room: string, kind: Kind): Promise<boolean> {
    return this.#do(() => this.#step.ask('radio:save', { room, kind }));
  }

  remove(room: string): Promise<boolean> {
    return this.#do(() => this.#step.ask('radio:remove', { room }));
  }

  async issue(room: string, label: string): Promise<boolean> {
    return this.#do(async () => {
      const reply = await this.#step.ask('radio:token', { room, label });
      if (reply.ok) this.#now = { ...this.#now, secret: { room, words: reply.secret } };
      return reply;
    });
  }

  /** It has been copied. */
  forget(): void {
    this.#now = { ...this.#now, secret: null };
  }

  revoke(token: string): Promise<boolean> {
    return this.#do(() => this.#step.ask('radio:revoke', { token }));
  }

  /** Put a unit into the register in the place of another, or of none. */
  async put(room: string, unit: UnitCard, instead: string | null): Promise<boolean> {
    const before = this.#units(room);
    const rest = before.filter((one) => one.number !== instead && one.number !== unit.number);
    return this.#set(room, [...rest, unit], before, unit.number, false);
  }

  async drop(room: string, number: string): Promise<boolean> {
    const before = this.#units(room);
    const rest = before.filter((one) => one.number !== number);
    return this.#set(room, rest, before, number, true);
  }

  /** Take the last change of a register back. */
  async undo(): Promise<void> {
    const { undo } = this.#now;
    if (undo && (await this.#do(() => this.#step.ask('radio:units', { room: undo.room, units: [...undo.units] }))))
      this.#now = { ...this.#now, undo: null };
  }

  #units(room: string): readonly UnitCard[] {
    return this.#now.all?.find((one) => one.room === room)?.units ?? [];
  }

  async #set(room: string, units: readonly UnitCard[], before: readonly UnitCard[], number: string, gone: boolean): Promise<boolean> {
    const done = await this.#do(() => this.#step.ask('radio:units', { room, units: [...units] }));
    if (done) this.#now = { ...this.#now, undo: { room, units: before, number, gone } };
    return done;
  }

  async #do(ask: () => Promise<Reply<object>>): Promise<boolean> {
    if (this.#now.busy) return false;
    this.#now = { ...this.#now, busy: true, no: null };
    const reply = await ask();
    this.#now = { ...this.#now, busy: false, no: reply.ok ? null : reply };
    if (reply.ok) await this.load();
    return reply.ok;
  }
}
