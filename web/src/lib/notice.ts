/** Does what just came deserve a sound? Only from others, only now, and only when it is not being looked at. */
import { news } from './unread';
import type { Event } from './wire';

const FRESH_MS = 60_000; // Older than this it was missed, and the unread count says so.
const GAP_MS = 3_000;

export interface Around {
  readonly me: string;
  /** The hub's time. */
  readonly now_ms: number;
  /** The room's chat is on the screen, and the page is seen. */
  readonly looking: boolean;
  readonly on_air: boolean;
  /** Since the last sound. */
  readonly quiet_ms: number;
}

export function sounds(events: readonly Event[], around: Around): boolean {
  if (around.on_air || around.looking || around.quiet_ms < GAP_MS) return false;
  return events.some((event) => news(event, around.me) && around.now_ms - event.at_ms < FRESH_MS);
}
