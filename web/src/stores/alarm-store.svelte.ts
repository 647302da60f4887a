/** What calls the operator until he says that he has heard it. Heeding silences it, and hides nothing. */
export class AlarmStore {
  #heeded: readonly string[];

  constructor() {
    this.#heeded = $state.raw<readonly string[]>([]);
  }

  /** Of these, what was not heeded yet. */
  loud(calls: readonly string[]): readonly string[] {
    return calls.filter((call) => !this.#heeded.includes(call));
  }

  /** All that calls now; what calls no more is forgotten. */
  heed(calls: readonly string[]): void {
    this.#heeded = calls;
  }
}
