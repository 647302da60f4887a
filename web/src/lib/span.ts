/** How much of a long chat is drawn: the end of it, and as much above as its reader has scrolled to. */
import type { Shown } from './shown';

const PAGE = 60;
const ABOVE_NEW = 8;

/**
 * Where to begin drawing. floor: the place the reader has scrolled up to, null at the end.
 * fresh: how far it had been read when it was opened.
 */
export function first(messages: readonly Shown[], floor: number | null, fresh: number | null): number {
  if (floor !== null)
    return Math.max(
      0,
      messages.findIndex((one) => one.seq >= floor),
    );
  const news = fresh === null ? -1 : messages.findIndex((one) => one.seq > fresh);
  const end = Math.max(0, messages.length - PAGE);
  return news < 0 ? end : Math.max(0, Math.min(end, news - ABOVE_NEW));
}

/** A page further up; null when all that is here is drawn. */
export function lower(messages: readonly Shown[], from: number): number | null {
  if (from === 0) return null;
  return messages[Math.max(0, from - PAGE)]?.seq ?? null;
}
