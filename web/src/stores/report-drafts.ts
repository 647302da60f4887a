/** Forms of mine in roll-calls that are being filled in: they outlive the page until they are sent. Each post has its own. */
import { drafted, draftOf, draftsOf, type Draft } from '../lib/report-draft';
import type { Keep } from '../lib/ports';
import type { Filling } from '../lib/report-form';
import type { EntryCard } from '../lib/wire';

export class ReportDrafts {
  readonly #keep: Keep;
  #post = '';

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  open(post: string): void {
    this.#post = post;
  }

  of(entry: EntryCard): Filling | null {
    return draftOf(this.#all(), entry);
  }

  /** It stands so now; null: it was sent. */
  write(entry: EntryCard, filling: Filling | null): void {
    if (this.#post === '') return;
    const all = drafted(this.#all(), entry, filling);
    this.#keep.write(this.#name(), all.length > 0 ? JSON.stringify(all) : '');
  }

  #all(): readonly Draft[] {
    return draftsOf(this.#keep.read(this.#name()) ?? '');
  }

  #name(): string {
    return `report-drafts.${this.#post}`;
  }
}
