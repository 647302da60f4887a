/** A decision in words: until when, and since when. */
import { cityZone, dateOf, t } from '../../i18n/text.svelte';
import { dayNumber, dayOf, dayStart } from '../../lib/city-time';
import { ageDays, isOverdue } from '../../lib/decision';
import type { DecisionCard } from '../../lib/wire';

/** The city's day now, as days stand in a decision. */
export function today(now_ms: number): string {
  return dayOf(now_ms, cityZone());
}

/** "Besok", "24 Nov 2026"; "Kemarin · lewat 1 hari". */
export function dueWords(one: DecisionCard, now_ms: number): string {
  const due_ms = dayStart(one.due_day, cityZone());
  if (due_ms === null) return one.due_day;
  const left = dayNumber(due_ms, cityZone()) - dayNumber(now_ms, cityZone());
  const day = left === 0 ? t('decision.due.today') : left === 1 ? t('decision.due.tomorrow') : dateOf(due_ms);
  return isOverdue(one, today(now_ms)) ? `${day} · ${t('decision.due.over', { n: -left })}` : day;
}

/** "hari ini", "3 hari". */
export function ageWords(one: DecisionCard, now_ms: number): string {
  return t('decision.age', { n: ageDays(one, now_ms) });
}
