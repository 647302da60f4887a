/** What somebody answered, in words. */
import { t, type Key } from '../i18n/text.svelte';
import type { RecipientCard } from '../lib/wire';

/** A handheld has no key for minutes, and joins no room. */
function keyOf({ code, way, eta_min }: NonNullable<RecipientCard['answer']>): Key {
  if (code === 'coming' && !eta_min) return 'summons.said.on_the_way';
  return code === 'present' && way === 'radio' ? 'summons.said.here' : `summons.said.${code}`;
}

export function said(card: RecipientCard, name: (post: string) => string): string {
  const answer = card.answer;
  if (!answer) return '';
  const words = t(keyOf(answer), {
    n: answer.eta_min ?? 0,
    who: answer.deputy ? name(answer.deputy) : name(answer.by),
    reason: answer.reason ?? '',
  });
  const why = answer.code !== 'unable' && answer.reason ? ` (${answer.reason})` : '';
  return answer.way === 'radio' ? `${words}${why}, ${t('summons.by_radio')}` : words;
}
