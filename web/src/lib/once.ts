/** A step that had no answer is the same step when it is asked once more: it keeps its id. */
import type { NewId } from './ports';
import { passes, type Reply } from './reply';

export class Once {
  readonly #newId: NewId;
  #open: { readonly said: string; readonly id: string } | null = null;

  constructor(newId: NewId) {
    this.#newId = newId;
  }

  /** The id of what is asked now. */
  id(name: string, ask: unknown): string {
    const said = `${name} ${JSON.stringify(ask)}`;
    if (this.#open?.said !== said) this.#open = { said, id: this.#newId() };
    return this.#open.id;
  }

  /** What came of it: only what may still be done by being asked again stays open. */
  heard(reply: Reply<unknown>): void {
    if (reply.ok || !passes(reply.code)) this.#open = null;
  }
}
