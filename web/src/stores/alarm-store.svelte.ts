/** What calls the operator until he says that he has heard it. Heeding silences it, and hides nothing. */
export class AlarmStore {
  #heeded: ReadonlySet<string>;

  constructor() {
    this.#heeded = $state.raw<ReadonlySet<string>>(new Set());
  }

  /** Of these, what was not heeded yet. */
  loud(calls: readonly string[]): readonly string[] {
    return calls.filter((call) => !this.#heeded.has(call));
  }

  heed(calls: readonly string[]): void {
    this.#heeded = new Set([...this.#heeded, ...calls]);
  }
}
