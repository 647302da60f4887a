/** What may be done about a row of the board; null where I may not, or there is no way to. */
export interface RowDeeds {
  readonly again: () => void;
  readonly climb: () => void;
  readonly dial: () => void;
  readonly take: () => void;
  readonly give: () => void;
  readonly note: () => void;
  /** I may enter what I heard from him. */
  readonly heard: (() => void) | null;
}
