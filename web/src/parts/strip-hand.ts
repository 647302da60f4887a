/** What a hand does to a channel strip. */
import type { Wish } from '../lib/channels';

export interface StripHand {
  /** Talk to it, and to no other. */
  readonly pick: () => void;
  /** Talk to it as well, or not any more. */
  readonly also: () => void;
  readonly listen: (on: boolean) => void;
  readonly change: (wishes: Partial<Omit<Wish, 'listen'>>) => void;
}
