/** The lines of a chat: days, the mark of what is new, and messages, of which a run by one author is headed once. */
import { dayNumber, type Zone } from './city-time';
import type { Shown } from './shown';

export type Row =
  | { readonly is: 'day'; readonly key: string; readonly at_ms: number }
  | { readonly is: 'new'; readonly key: 'new' }
  | { readonly is: 'message'; readonly key: string; readonly message: Shown; readonly headed: boolean };

const RUN_MS = 5 * 60_000;

/** fresh: how far it had been read when the room was opened; null when there was nothing new. */
export function rows(messages: readonly Shown[], fresh: number | null, zone: Zone): readonly Row[] {
  const first = fresh === null ? undefined : messages.find((one) => !one.mine && one.seq > fresh);
  return messages.flatMap((message, place) => {
    const before = messages[place - 1];
    const headed = heading(message, before, zone) || message === first;
    const all: Row[] = [{ is: 'message', key: message.id, message, headed }];
    if (message === first) all.unshift({ is: 'new', key: 'new' });
    const day = dayNumber(message.at_ms, zone);
    if (!before || dayNumber(before.at_ms, zone) !== day) all.unshift({ is: 'day', key: `day ${day} ${message.id}`, at_ms: message.at_ms });
    return all;
  });
}

function heading(message: Shown, before: Shown | undefined, zone: Zone): boolean {
  if (before?.by !== message.by || dayNumber(before.at_ms, zone) !== dayNumber(message.at_ms, zone)) return true;
  return message.at_ms - before.at_ms >= RUN_MS;
}
