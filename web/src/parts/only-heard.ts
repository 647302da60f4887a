/** Why nothing may be sent to a radio channel: by its licence, or because its bridge has no key. */
import type { Key } from '../i18n/text.svelte';
import type { Kind } from '../lib/radio';

export function only(kind: Kind | null | undefined): Key {
  return kind === 'krap' || kind === 'amatir' ? `talk.rx_only.${kind}` : 'talk.rx_only.line';
}
