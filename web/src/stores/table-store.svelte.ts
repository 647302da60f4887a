/** A table on its way into the directory: brought, looked through by the hub without doing anything, then applied. */
import type { No, Reply } from '../lib/reply';
import { tooLong } from '../lib/table';
import type { ImportDone } from '../lib/wire';

interface Kept<W> {
  readonly what: W;
  readonly csv: string;
  /** The name of the file it came from; empty when it was pasted. */
  readonly file: string;
  readonly busy: boolean;
  readonly no: No | null;
  /** What the hub said of exactly this table. */
  readonly report: ImportDone | null;
}

/** `what`: which table it is, or from when it is to count. */
export class TableStore<W> {
  readonly #first: W;
  readonly #ask: (csv: string, what: W, apply: boolean) => Promise<Reply<ImportDone>>;
  #kept: Kept<W>;

  constructor(first: W, ask: (csv: string, what: W, apply: boolean) => Promise<Reply<ImportDone>>) {
    this.#first = first;
    this.#ask = ask;
    this.#kept = $state.raw<Kept<W>>({ what: first, csv: '', file: '', busy: false, no: null, report: null });
  }

  get now(): Kept<W> {
    return this.#kept;
  }

  get long(): boolean {
    return tooLong(this.#kept.csv);
  }

  get checkable(): boolean {
    return this.#kept.csv.trim() !== '' && !this.long && !this.#kept.busy;
  }

  /** Nothing is in its way. */
  get applicable(): boolean {
    const { report, busy } = this.#kept;
    return report !== null && !report.applied && report.problems.length === 0 && report.changes.length > 0 && !busy;
  }

  choose(what: W): void {
    this.#kept = { ...this.#kept, what, no: null, report: null };
  }

  bring(csv: string, file = ''): void {
    this.#kept = { ...this.#kept, csv, file, no: null, report: null };
  }

  clear(): void {
    this.#kept = { what: this.#first, csv: '', file: '', busy: false, no: null, report: null };
  }

  /** Look what it would do. */
  async check(): Promise<void> {
    if (this.checkable) await this.#run(false);
  }

  async apply(): Promise<void> {
    if (this.applicable) await this.#run(true);
  }

  async #run(apply: boolean): Promise<void> {
    const { csv, what } = this.#kept;
    this.#kept = { ...this.#kept, busy: true, no: null };
    const reply = await this.#ask(csv, what, apply);
    const mine = this.#kept.csv === csv && this.#kept.what === what;
    if (!mine)
      this.#kept = { ...this.#kept, busy: false }; // Another table by now.
    else if (reply.ok) this.#kept = { ...this.#kept, busy: false, report: reply };
    else this.#kept = { ...this.#kept, busy: false, no: reply };
  }
}
