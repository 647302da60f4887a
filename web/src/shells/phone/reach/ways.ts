/** How a way is called on the screen: what its owner named it, else what kind it is and the end of its address. */
import { t } from '../../../i18n/text.svelte';
import type { ReachWay } from '../../../lib/wire';

export function nameOf(way: Pick<ReachWay, 'channel' | 'label' | 'address'>): string {
  const kind = t(`reach.channel.${way.channel}`);
  if (way.label !== '') return `${kind} · ${way.label}`;
  return way.address !== '' && way.channel !== 'push' ? `${kind} · ${way.address}` : kind;
}
