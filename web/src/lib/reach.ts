/** Who can be reached now: agencies by whether a page of any of their posts is connected, those that cannot first. */
import type { PersonCard } from './wire';

export interface Reach {
  readonly agency: string;
  readonly short: string;
  readonly post: string;
  readonly online: boolean;
}

/** One line for each agency with a head, whichever of its posts is connected: the mayor, the operator and the administrator are not counted. */
export function reach(people: Iterable<PersonCard>, online: ReadonlySet<string>): readonly Reach[] {
  const heads = [...people].filter((one) => one.role === 'head');
  const all = new Map<string, Reach>();
  for (const one of heads) {
    const { post, online: before } = all.get(one.agency) ?? { post: one.post, online: false };
    all.set(one.agency, { agency: one.agency, short: one.agency_short, post, online: before || online.has(one.id) });
  }
  return [...all.values()].sort((a, b) => Number(a.online) - Number(b.online) || a.short.localeCompare(b.short, 'id'));
}

export type DayPart = 'morning' | 'noon' | 'afternoon' | 'evening';

/** By the city's clock: pagi until 11, siang until 15, sore until 18.30. */
export function dayPart(hour: number): DayPart {
  if (hour >= 4 && hour < 11) return 'morning';
  if (hour >= 11 && hour < 15) return 'noon';
  return hour >= 15 && hour < 18.5 ? 'afternoon' : 'evening';
}
