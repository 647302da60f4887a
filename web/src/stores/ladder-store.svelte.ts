/** The ladders as an administrator edits them: one at a time, checked by the hub with each change. */
import { added, asked, changed, differs, draftOf, inOrder, removed, type Draft, type Profile, type Said, type Step } from '../lib/ladder';
import type { No } from '../lib/reply';
import type { LadderCard, Ladders, RungCard } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

export interface Editing {
  readonly ladders: Ladders | null;
  readonly profile: Profile;
  readonly draft: Draft | null;
  readonly said: Said;
  readonly busy: boolean;
  /** It was saved, and nothing has been changed since. */
  readonly saved: boolean;
  readonly no: No | null;
}

const SILENT: Said = { flaws: [], doubts: [] };

export class LadderStore {
  readonly #step: Pick<StepStore, 'ask'>;
  #now: Editing;
  #turn = 0; // What was said of an older draft is not shown.

  constructor(step: Pick<StepStore, 'ask'>) {
    this.#step = step;
    this.#now = $state.raw({ ladders: null, profile: 'darurat', draft: null, said: SILENT, busy: false, saved: false, no: null });
  }

  get now(): Editing {
    return this.#now;
  }

  /** The one that is edited, as it holds. */
  get card(): LadderCard | null {
    return this.#of(this.#now.ladders?.now);
  }

  get delivered(): LadderCard | null {
    return this.#of(this.#now.ladders?.delivered);
  }

  get versions(): readonly LadderCard[] {
    return (this.#now.ladders?.versions ?? []).filter((one) => one.profile === this.#now.profile);
  }

  get differs(): boolean {
    const { draft } = this.#now;
    return draft !== null && this.card !== null && differs(draft, this.card);
  }

  async load(): Promise<void> {
    const read = await this.#step.ask('ladder:read', {});
    if (read.ok) {
      this.#now = { ...this.#now, ladders: read, no: null };
      this.choose(this.#now.profile);
    } else this.#now = { ...this.#now, no: read };
  }

  choose(profile: Profile): void {
    this.#now = { ...this.#now, profile, saved: false, no: null };
    if (this.card) this.#take(draftOf(this.card));
  }

  /** Begin with another version of it. */
  use(card: LadderCard): void {
    this.#take(draftOf(card));
  }

  change(change: Partial<Draft>): void {
    if (this.#now.draft) this.#take({ ...this.#now.draft, ...change });
  }

  step(key: number, change: Partial<RungCard>): void {
    if (this.#now.draft) this.#take(changed(this.#now.draft, key, change));
  }

  /** What was typed is typed: each step goes to its place in time. */
  readonly settle = (): void => {
    const { draft } = this.#now;
    if (draft) this.#now = { ...this.#now, draft: { ...draft, steps: inOrder(draft.steps) } };
  };

  readonly add = (): void => {
    if (this.#now.draft) this.#take(added(this.#now.draft));
  };

  /** Where a step stands in time, while it may still be typed. */
  place(step: Step): number {
    return inOrder(this.#now.draft?.steps ?? []).indexOf(step);
  }

  remove(key: number): void {
    if (this.#now.draft) this.#take(removed(this.#now.draft, key));
  }

  /** True when it holds from now on. */
  async save(knowing: boolean): Promise<boolean> {
    const { draft, profile, busy } = this.#now;
    if (!draft || !this.card || busy) return false;
    this.#turn += 1;
    this.#now = { ...this.#now, busy: true, no: null };
    const reply = await this.#step.ask('ladder:save', { ...asked(draft, profile, this.card.version), apply: true, knowing });
    if (!reply.ok) {
      this.#now = { ...this.#now, busy: false, no: reply };
      return false;
    }
    this.#now = { ...this.#now, busy: false, said: reply };
    if (reply.saved) {
      await this.load();
      this.#now = { ...this.#now, saved: true };
    }
    return reply.saved;
  }

  #take(draft: Draft): void {
    this.#now = { ...this.#now, draft, saved: false };
    void this.#check();
  }

  async #check(): Promise<void> {
    const { draft, profile } = this.#now;
    const turn = (this.#turn += 1);
    if (!draft || !this.card) return;
    const reply = await this.#step.ask('ladder:save', { ...asked(draft, profile, this.card.version), apply: false });
    if (turn === this.#turn && reply.ok) this.#now = { ...this.#now, said: reply };
  }

  #of(cards: readonly LadderCard[] | undefined): LadderCard | null {
    return cards?.find((one) => one.profile === this.#now.profile) ?? null;
  }
}
