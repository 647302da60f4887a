/** The line under the title of the phone's talk button. */
import { sentence } from '../../i18n/refusal';
import { t } from '../../i18n/text.svelte';
import type { Deck } from '../../lib/deck';
import type { RadioNow } from '../../lib/wire';
import { only } from '../../parts/only-heard';

/** others: how many would hear. radio: of the room, or of the channel it is patched to. */
export function deckLine(shown: Deck, who: string, others: number, radio: RadioNow | null): string {
  if (shown.say === 'refused') return sentence(shown.reason ?? 'internal');
  if (shown.say === 'rx_only') return t(only(radio?.kind));
  if (shown.cause && shown.cause !== 'silent') return t(`talk.unsent.${shown.cause}`);
  return t(`talk.${shown.say}.line`, { who, n: others, place: shown.place ?? 1 });
}
