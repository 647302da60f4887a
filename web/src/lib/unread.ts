/** How much of a stream its reader has not seen, and where he stopped. */
import type { Event } from './wire';

/** As the hub said it at the last hello. */
export interface Mark {
  readonly head: number;
  readonly read: number;
  readonly unread: number;
}

export const NO_MARK: Mark = { head: 0, read: 0, unread: 0 };

/** read: up to where it was read, here or elsewhere. What is not here is counted as the hub counted it. */
export function unread(mark: Mark, read: number, events: readonly Event[], me: string): number {
  const first = events[0]?.seq ?? Infinity;
  const told = first > read + 1 && read < mark.head; // Some of it is older than what is here.
  const from = told ? mark.head : read;
  const fresh = events.filter((event) => event.seq > from && news(event, me)).length;
  return (told ? mark.unread : 0) + fresh;
}

/** Is this reader named in what came after? */
export function names(events: readonly Event[], read: number, me: string): boolean {
  return events.some((event) => event.seq > read && event.kind === 'message' && news(event, me) && event.body.mentions?.includes(me));
}

/** A message somebody else wrote. */
export function news(event: Event, me: string): boolean {
  return event.kind === 'message' && event.by !== me && event.body.gone !== true;
}

/** How many others have read as far as this. */
export function readers(reads: Readonly<Record<string, number>>, seq: number, me: string): number {
  return Object.entries(reads).filter(([post, read]) => post !== me && read >= seq).length;
}

/** The further mark of each. */
export function further(reads: Readonly<Record<string, number>>, news: Readonly<Record<string, number>>): Record<string, number> {
  const all = { ...reads };
  for (const [post, read] of Object.entries(news)) all[post] = Math.max(read, all[post] ?? 0);
  return all;
}

/** Whoever wrote has read what stood before it; the hub moves his mark without telling. */
export function authors(events: readonly Event[]): Record<string, number> {
  return Object.fromEntries(events.filter((event) => event.kind === 'message').map((event) => [event.by, event.seq]));
}
