/** The audit trail, a page after the other, as far as its reader has gone back. */
import type { No } from '../lib/reply';
import type { Kind } from '../lib/trail';
import type { AuditLine } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

export interface Trail {
  readonly lines: readonly AuditLine[];
  readonly older: boolean;
  readonly busy: boolean;
  readonly no: No | null;
  /** How many entries the chain has; null: not told yet. */
  readonly checked: number | null;
  readonly broken: number | null;
  readonly post: string;
  readonly kind: Kind | '';
}

const NOTHING: Trail = { lines: [], older: false, busy: false, no: null, checked: null, broken: null, post: '', kind: '' };

export class TrailStore {
  readonly #step: Pick<StepStore, 'ask'>;
  #trail: Trail;
  #turn = 0; // What was asked for before another filter was chosen is not shown.

  constructor(step: Pick<StepStore, 'ask'>) {
    this.#step = step;
    this.#trail = $state.raw(NOTHING);
  }

  get now(): Trail {
    return this.#trail;
  }

  /** From the newest on. */
  async load(wish: Partial<Pick<Trail, 'post' | 'kind'>> = {}): Promise<void> {
    this.#trail = { ...this.#trail, ...wish, lines: [], older: false };
    await this.#page(null);
  }

  async more(): Promise<void> {
    const last = this.#trail.lines.at(-1);
    if (last && this.#trail.older && !this.#trail.busy) await this.#page(last.seq);
  }

  async #page(before: number | null): Promise<void> {
    const turn = (this.#turn += 1);
    this.#trail = { ...this.#trail, busy: true, no: null };
    const { post, kind } = this.#trail;
    const page = await this.#step.ask('audit:page', { before, post: post || null, kind: kind || null });
    if (turn !== this.#turn) return;
    if (!page.ok) {
      this.#trail = { ...this.#trail, busy: false, no: page };
      return;
    }
    this.#trail = {
      ...this.#trail,
      busy: false,
      lines: [...this.#trail.lines, ...page.lines],
      older: page.older,
      checked: page.checked ?? this.#trail.checked,
      broken: before === null ? (page.broken ?? null) : this.#trail.broken,
    };
  }
}
