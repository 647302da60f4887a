/** What a hand does to the talk button. */
export interface Hand {
  readonly down: () => void;
  readonly up: () => void;
  /** The finger is no longer ours: a call came in, the system took the touch. */
  readonly lost: () => void;
  /** Pressed and let go in one, by Enter or by an assistive device: there is nothing to hold. */
  readonly click: () => void;
  /** Talk on without holding, or no longer; absent where that is not wanted. */
  readonly lock?: (() => void) | undefined;
}
