/** Past roll-calls in words: when one was, what became of those in it, and how soon an agency answered. */
import { cityZone, shortTime, t } from '../../i18n/text.svelte';
import { dayOf } from '../../lib/city-time';
import { MARKS, STATES, type Mark } from '../../lib/past';
import { span } from '../../lib/summons';
import type { PastCard, PastFigures } from '../../lib/wire';

/** When its queue began, or would have. */
export function began(one: PastCard): number {
  return one.opened_ms ?? one.announced_ms ?? one.closed_ms;
}

/** "21/11" and "07.30": as much as stands over a column. */
export function columnHead(one: PastCard): readonly [string, string] {
  const [, month = '', day = ''] = dayOf(began(one), cityZone()).split('-');
  return [`${Number(day)}/${Number(month)}`, shortTime(began(one))];
}

export function markSaid(mark: Mark): string {
  return t(`rollcall.entry.${STATES[mark]}`);
}

/** "28 hadir · 3 diwakili": what there was, and nothing of what there was not. */
export function figuresSaid(figures: PastFigures): string {
  return MARKS.filter((mark) => figures[mark] > 0)
    .map((mark) => t(`rollcall.past.n.${mark}`, { n: figures[mark] }))
    .join(' · ');
}

/** "00:42"; a dash for what never was. */
export function tookSaid(s: number | null | undefined): string {
  return s == null ? '–' : span(s * 1000);
}

interface Waits {
  readonly way: 'page' | 'voice' | 'radio' | 'operator' | null;
  readonly form_s: number | null;
  readonly voice_s: number | null;
}

/** By what way, and how soon: "suara · formulir setelah 02:10 · menjawab setelah 00:04". */
export function waitsSaid({ way, form_s, voice_s }: Waits): string {
  return [
    way ? t(`minutes.way.${way}`) : '',
    form_s == null ? '' : t('rollcall.past.form', { time: span(form_s * 1000) }),
    voice_s == null ? '' : t('rollcall.past.voice', { time: span(voice_s * 1000) }),
  ]
    .filter(Boolean)
    .join(' · ');
}
