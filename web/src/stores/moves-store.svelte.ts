/** The lines of a mutasi that is being made on the screen; they stay while other pages are looked at. */
import type { NewId } from '../lib/ports';
import type { Move } from '../lib/reshuffle';

export class MovesStore {
  readonly #newId: NewId;
  readonly #onchange: (moves: readonly Move[]) => void;
  #moves: readonly Move[];

  constructor(newId: NewId, onchange: (moves: readonly Move[]) => void) {
    this.#newId = newId;
    this.#onchange = onchange;
    this.#moves = $state.raw<readonly Move[]>([]);
  }

  get now(): readonly Move[] {
    return this.#moves;
  }

  add(): void {
    this.#take([...this.#moves, { id: this.#newId(), post: '', from_post: '', name: '', phone: '', kind: 'definitif' }]);
  }

  change(id: string, more: Partial<Move>): void {
    this.#take(this.#moves.map((one) => (one.id === id ? { ...one, ...more } : one)));
  }

  remove(id: string): void {
    this.#take(this.#moves.filter((one) => one.id !== id));
  }

  clear(): void {
    this.#take([]);
  }

  /** Say again what there is, after something else was said. */
  again(): void {
    this.#take(this.#moves);
  }

  #take(moves: readonly Move[]): void {
    this.#moves = moves;
    this.#onchange(moves);
  }
}
