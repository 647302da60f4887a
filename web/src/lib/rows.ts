/** The lines of a chat: days, the mark of what is new, and messages, of which a run by one author is headed once. */
import type { Shown } from './shown';

export type Row =
  | { readonly is: 'day'; readonly key: string; readonly at_ms: number }
  | { readonly is: 'new'; readonly key: 'new' }
  | { readonly is: 'message'; readonly key: string; readonly message: Shown; readonly headed: boolean };

const DAY_MS = 86_400_000;
const ZONE_MS = 7 * 3_600_000; // Asia/Jakarta, which has no summer time.
const RUN_MS = 5 * 60_000;

export function dayOf(at_ms: number): number {
  return Math.floor((at_ms + ZONE_MS) / DAY_MS);
}

/** fresh: how far it had been read when the room was opened; null when there was nothing new. */
export function rows(messages: readonly Shown[], fresh: number | null): readonly Row[] {
  const first = fresh === null ? undefined : messages.find((one) => !one.mine && one.seq > fresh);
  return messages.flatMap((message, place) => {
    const before = messages[place - 1];
    const headed = heading(message, before) || message === first;
    const all: Row[] = [{ is: 'message', key: message.id, message, headed }];
    if (message === first) all.unshift({ is: 'new', key: 'new' });
    const day = dayOf(message.at_ms);
    if (!before || dayOf(before.at_ms) !== day) all.unshift({ is: 'day', key: `day ${day} ${message.id}`, at_ms: message.at_ms });
    return all;
  });
}

function heading(message: Shown, before: Shown | undefined): boolean {
  if (before?.by !== message.by || dayOf(before.at_ms) !== dayOf(message.at_ms)) return true;
  return message.at_ms - before.at_ms >= RUN_MS;
}
