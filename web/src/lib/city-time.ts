/** Days and times of day as the fields of a form hold them, in the city's zone. None of them has a summer time. */
import type { SignedIn } from './wire';

export type Zone = NonNullable<SignedIn['zone']>;

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const AHEAD_MS: Readonly<Record<Zone, number>> = { WIB: 7 * HOUR_MS, WITA: 8 * HOUR_MS, WIT: 9 * HOUR_MS };
const MINUTE_MS = 60_000;

/** Days since 1970: the same for two moments of one day. */
export function dayNumber(at_ms: number, zone: Zone): number {
  return Math.floor((at_ms + AHEAD_MS[zone]) / DAY_MS);
}

/** "2026-11-24": the day on which a moment falls. */
export function dayOf(at_ms: number, zone: Zone): string {
  return civil(dayNumber(at_ms, zone));
}

/** "2026-11-24T14:05". */
export function minuteOf(at_ms: number, zone: Zone): string {
  const minute = Math.floor((((at_ms + AHEAD_MS[zone]) % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS;
  return `${dayOf(at_ms, zone)}T${two(Math.floor(minute / 60))}:${two(Math.floor(minute % 60))}`;
}

/** The beginning of a day, or null where that is none. */
export function dayStart(day: string, zone: Zone): number | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  const days = daysTo(Number(year), Number(month), Number(date));
  return day !== '' && civil(days) === day ? days * DAY_MS - AHEAD_MS[zone] : null;
}

/** The end of a day, which is the beginning of the next. */
export function dayEnd(day: string, zone: Zone): number | null {
  const start_ms = dayStart(day, zone);
  return start_ms === null ? null : start_ms + DAY_MS;
}

/** From a day on: from its beginning, but today from this moment on. */
export function startOn(day: string, now_ms: number, zone: Zone): number | null {
  return day === dayOf(now_ms, zone) ? now_ms : dayStart(day, zone);
}

export function minuteStart(minute: string, zone: Zone): number | null {
  const [, day = '', hours, minutes] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)/.exec(minute) ?? [];
  const start_ms = dayStart(day, zone);
  return start_ms === null ? null : start_ms + (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** Days since 1970, in years that begin in March: the leap day is then the last of them. */
function daysTo(year: number, month: number, date: number): number {
  const y = month > 2 ? year : year - 1;
  const day = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + day - 719_468;
}

function civil(days: number): string {
  if (!Number.isFinite(days)) return '';
  const era = Math.floor((days + 719_468) / 146_097);
  const rest = days + 719_468 - era * 146_097;
  const y = Math.floor((rest - Math.floor(rest / 1460) + Math.floor(rest / 36_524) - Math.floor(rest / 146_096)) / 365);
  const day = rest - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
  const m = Math.floor((5 * day + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = y + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day - Math.floor((153 * m + 2) / 5) + 1)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
