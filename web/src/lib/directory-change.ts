/** What a change of the directory saves, and what would bring the former state back. */
import { clash, history, inForce, type Assignment, type Book, type Entries, type Official } from './directory';

/** Called off: an assignment that never was. It stands at the beginning of time, where it is in nobody's way. */
function never(one: Assignment): Assignment {
  return { ...one, from_ms: 0, to_ms: 0 };
}

/** One that has not begun by then never does. */
export function ended(one: Assignment, at_ms: number): Assignment {
  return one.from_ms >= at_ms ? never(one) : { ...one, to_ms: at_ms };
}

export interface Appointment {
  readonly entries: Entries;
  /** Who leaves the post for it. */
  readonly leaving: readonly Assignment[];
  /** Who is to hold the post later in the same way: in the way of it. */
  readonly taken: Assignment | null;
}

/** Somebody is put into a post. Whoever holds it in the same way at that moment leaves it. */
export function appointed(book: Book, fresh: Assignment, official: Official | null): Appointment {
  const others = (book.of_post.get(fresh.post) ?? []).filter((one) => clash(one, fresh));
  const leaving = others.filter((one) => inForce(one, fresh.from_ms));
  const taken = others.find((one) => !leaving.includes(one)) ?? null;
  const assignments = [...leaving.map((one) => ended(one, fresh.from_ms)), fresh];
  return { entries: { assignments, ...(official && { officials: [official] }) }, leaving, taken };
}

/** An official leaves the service: he is let in nowhere, and what he holds or was to hold ends. */
export function retired(book: Book, official: Official, now_ms: number): Entries {
  const open = (book.of_official.get(official.id) ?? []).filter((one) => one.to_ms === null || one.to_ms > now_ms);
  return { officials: [{ ...official, active: false }], assignments: open.map((one) => ended(one, now_ms)) };
}

/** What brings back what was there before these entries. What is new cannot go again: it is put out of use. */
export function former(book: Book, entries: Entries): Entries {
  return {
    agencies: entries.agencies?.map((one) => book.agencies.get(one.id) ?? { ...one, active: false }) ?? [],
    posts: entries.posts?.map((one) => book.posts.get(one.id) ?? { ...one, active: false }) ?? [],
    officials: entries.officials?.map((one) => book.officials.get(one.id) ?? { ...one, active: false }) ?? [],
    assignments: (entries.assignments ?? []).map((one) => book.assignments.get(one.id) ?? never(one)).reverse(),
  };
}

/** What happens to a post from now on: who will come, and who is to go. */
export function ahead(all: readonly Assignment[] | undefined, now_ms: number): readonly Assignment[] {
  return history(all).filter((one) => one.from_ms > now_ms);
}
