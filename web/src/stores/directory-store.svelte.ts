/** The directory as the hub told it last, and what an administrator changes in it; for ten seconds it can be undone. */
import { bookOf, entered, type Book, type Entries } from '../lib/directory';
import { former } from '../lib/directory-change';
import type { Clock, HubPort, NewId } from '../lib/ports';
import type { No } from '../lib/reply';
import { csvOfMoves } from '../lib/reshuffle';
import type { Table } from '../lib/templates';
import { MovesStore } from './moves-store.svelte';
import { Pulse } from './pulse';
import type { StepStore } from './step-store.svelte';
import { TableStore } from './table-store.svelte';

export const UNDO_MS = 10_000;
const UNDONE_MS = 4_000;
const LOOK_MS = 5_000;

/** Where a refusal is shown: beside what was pressed. */
export type Place = 'page' | 'form' | 'sheet';

interface Kept {
  /** Null until it was told once. */
  readonly book: Book | null;
  readonly loading: boolean;
  /** Why it could not be told. */
  readonly unread: No | null;
  readonly busy: boolean;
  /** Why the last change was not saved, and where it was asked for. */
  readonly no: { readonly at: Place; readonly is: No } | null;
  /** What brings back the state before the last change; and whether that was done. */
  readonly undo: Entries | null;
  readonly undone: boolean;
}

const NOTHING: Kept = { book: null, loading: false, unread: null, busy: false, no: null, undo: null, undone: false };

export class DirectoryStore {
  readonly imports: TableStore<Table>;
  /** From when on; null: from the moment it is applied. */
  readonly reshuffle: TableStore<number | null>;
  readonly moves: MovesStore;
  readonly #hub: HubPort;
  readonly #step: StepStore;
  readonly #clock: Clock;
  readonly #now_ms: () => number;
  readonly #pulse: Pulse<number>;
  #kept: Kept;
  #forgetUndo = (): void => undefined;

  /** now_ms: the hub's time. */
  constructor(hub: HubPort, step: StepStore, clock: Clock, now_ms: () => number, newId: NewId) {
    this.#hub = hub;
    this.#step = step;
    this.#clock = clock;
    this.#now_ms = now_ms;
    this.#pulse = new Pulse(LOOK_MS, now_ms);
    this.#kept = $state.raw(NOTHING);
    this.imports = new TableStore<Table>('officials', (csv, table, apply) =>
      step.through(() => hub.command('directory:import', { table, csv, apply })),
    );
    this.reshuffle = new TableStore<number | null>(null, (csv, from_ms, apply) =>
      step.through(() => hub.command('directory:reshuffle', { csv, from_ms: from_ms ?? this.exactly_ms(), apply })),
    );
    this.moves = new MovesStore(newId, (moves) => {
      this.reshuffle.bring(moves.length === 0 ? '' : csvOfMoves(moves));
    });
  }

  get now(): Kept {
    return this.#kept;
  }

  /** The hub's time, for what is shown; it moves on by itself, and with what was saved: that is so from now on. */
  get now_ms(): number {
    return this.#kept.book === null ? this.#now_ms() : this.#pulse.now; // Reads the book, so that a new one moves it.
  }

  /** The hub's time, at this moment, for what is saved. */
  exactly_ms(): number {
    return Math.round(this.#now_ms());
  }

  async load(): Promise<void> {
    if (this.#kept.loading) return;
    this.#kept = { ...this.#kept, loading: true };
    const told = await this.#hub.command('directory:get', {});
    if (!this.#kept.loading) return; // Forgotten meanwhile.
    this.#kept = told.ok
      ? { ...this.#kept, loading: false, unread: null, book: bookOf(told) }
      : { ...this.#kept, loading: false, unread: told };
  }

  /** The hub greets anew after each change, whoever made it. */
  greeted(): void {
    if (this.#kept.book !== null || this.#kept.unread !== null) void this.load();
  }

  /** Another post, or nobody. */
  forget(): void {
    this.#forgetUndo();
    this.#kept = NOTHING;
    this.imports.clear();
    this.moves.clear();
    this.reshuffle.clear();
  }

  /** Leave what was said of the last try. */
  tidy(): void {
    this.#kept = { ...this.#kept, no: null };
  }

  async save(entries: Entries, at: Place = 'page'): Promise<boolean> {
    const book = this.#kept.book;
    if (book === null) return false;
    const undo = former(book, entries);
    if (!(await this.#save(entries, at))) return false;
    this.#kept = { ...this.#kept, undo, undone: false };
    this.#forgetUndo = this.#clock.after(UNDO_MS, () => {
      this.#kept = { ...this.#kept, undo: null };
    });
    return true;
  }

  async undo(): Promise<void> {
    const undo = this.#kept.undo;
    if (undo === null || !(await this.#save(undo, 'page'))) return;
    this.#kept = { ...this.#kept, undo: null, undone: true };
    this.#forgetUndo = this.#clock.after(UNDONE_MS, () => {
      this.#kept = { ...this.#kept, undone: false };
    });
  }

  /** What is not saved stays as it is; asked for again, the ids are the same, and it is saved once. */
  async #save(entries: Entries, at: Place): Promise<boolean> {
    if (this.#kept.busy) return false;
    this.#kept = { ...this.#kept, busy: true, no: null };
    const { agencies = [], posts = [], officials = [], assignments = [] } = entries;
    const ask = { agencies: [...agencies], posts: [...posts], officials: [...officials], assignments: [...assignments] };
    const reply = await this.#step.through(() => this.#hub.command('directory:save', ask));
    const book = this.#kept.book;
    if (book === null) return false; // Forgotten meanwhile.
    if (!reply.ok) {
      this.#kept = { ...this.#kept, busy: false, no: { at, is: reply } };
      if (reply.code === 'post_taken' || reply.code === 'no_such_post') void this.load(); // What is shown here is not so any more.
      return false;
    }
    this.#forgetUndo();
    this.#kept = { ...this.#kept, busy: false, book: entered(book, entries) };
    return true;
  }
}
