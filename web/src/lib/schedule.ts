/** Roll-calls that the hub announces by itself: at which hours, and how they are chosen. */
import type { RollCallTemplate } from './wire';

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One that is not saved yet: on working days at half past seven. */
export function fresh(id: string, title: string, room: string): RollCallTemplate {
  return { id, title, room, weekdays: [0, 1, 2, 3, 4], minute: 450, mode: 'two_track', drill: false, profile: 'biasa', on: true };
}

/** Its days as one word, or one by one. */
export function daysOf({ weekdays = [] }: Pick<RollCallTemplate, 'weekdays'>): 'daily' | 'workdays' | 'by_hand' | readonly Weekday[] {
  const days = WEEKDAYS.filter((day) => weekdays.some((each) => each === day));
  if (days.length === 7) return 'daily';
  if (days.length === 0) return 'by_hand';
  return days.length === 5 && !days.includes(5) && !days.includes(6) ? 'workdays' : days;
}

/** With this day, or without it. */
export function withDay(one: RollCallTemplate, day: Weekday, on: boolean): RollCallTemplate {
  const days = WEEKDAYS.filter((each) => (each === day ? on : one.weekdays?.some((had) => had === each)));
  return { ...one, weekdays: days as NonNullable<RollCallTemplate['weekdays']> }; // Seven at most.
}

/** `07:30`. */
export function hourOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Null: nothing was chosen. */
export function minuteOf(hour: string): number | null {
  const found = /^(\d\d):(\d\d)/.exec(hour);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
