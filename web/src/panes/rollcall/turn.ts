/** An agency's turn in a past roll-call, to be heard again. */
import type { Reply } from '../../lib/reply';
import type { PastHeard, RecordingWhole } from '../../lib/wire';

export interface Turn {
  readonly heard: PastHeard;
  /** Asked for with the press: that it is heard is kept. */
  readonly whole: Promise<Reply<RecordingWhole>>;
  /** "Dinkes, Rab, 25 Nov, 07.30 WIB". */
  readonly of: string;
}
