/** A ladder in a few words, for whoever is about to send somebody up it. */
import { t } from '../../i18n/text.svelte';
import { firstOf, type Act } from '../../lib/ladder';
import type { LadderCard } from '../../lib/wire';

const TOLD = ['phone', 'radio', 'deputy', 'duty'] as const satisfies readonly Act[];
/** People, who are always there to be told. */
const PEOPLE: readonly Act[] = ['deputy', 'duty'];

/** channels: what the city has; by what it has not nobody is called. */
export function said(card: LadderCard, channels: readonly Act[]): string {
  const rings = card.repeat_s > 0 ? t('summons.climb.every', { n: time(card.repeat_s) }) : t('summons.climb.once');
  const steps = TOLD.filter((act) => PEOPLE.includes(act) || channels.includes(act)).flatMap((act) => {
    const after_s = firstOf(card, act);
    return after_s === null ? [] : [t('summons.climb.step', { act: t(`summons.act.${act}`), n: time(after_s) })];
  });
  const office = card.waits_for_office ? [t('summons.climb.office')] : [];
  return [[rings, ...steps, t('summons.climb.until', { n: time(card.deadline_s) })].join('; ') + '.', ...office].join(' ');
}

/** "45 detik", "1 menit 30 detik", "15 menit". */
function time(all_s: number): string {
  const [minutes, rest] = [Math.floor(all_s / 60), all_s % 60];
  return [...(minutes > 0 ? [`${minutes} ${t('span.minutes')}`] : []), ...(rest > 0 ? [`${rest} ${t('span.seconds')}`] : [])].join(' ');
}
