/** What somebody answered, in words. */
import { t } from '../i18n/text.svelte';
import type { RecipientCard } from '../lib/wire';

export function said(card: RecipientCard, name: (post: string) => string): string {
  const answer = card.answer;
  if (!answer) return '';
  const words = t(`summons.said.${answer.code}`, {
    n: answer.eta_min ?? 0,
    who: answer.deputy ? name(answer.deputy) : name(answer.by),
    reason: answer.reason ?? '',
  });
  return answer.way === 'radio' ? `${words}, ${t('summons.by_radio')}` : words;
}
