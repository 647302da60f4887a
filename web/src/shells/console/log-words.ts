/** Who talked, as the log of transmissions says it: an agency, a unit of a radio, or that it is not known. */
import { clockSeconds, t } from '../../i18n/text.svelte';
import type { Transmission } from '../../lib/air-log';
import { isDevice, unitName, unnamed } from '../../lib/radio';
import type { Posko } from '../../stores/posko';

export function talker(one: Transmission, posko: Pick<Posko, 'hub'>): string {
  if (one.tape?.words) return t('radio.posko');
  if (isDevice(one.person)) return handheld(one, posko);
  return posko.hub.people.get(one.person)?.agency_short ?? t('person.unknown');
}

/** One on a handheld. */
export function handheld({ tape }: Transmission, { hub }: Pick<Posko, 'hub'>): string {
  const unit = tape?.unit ?? null;
  if (unit === null) return t('radio.unknown');
  return unnamed(unit) ? t('radio.unit', { number: unit.number }) : unitName(unit, (post) => hub.people.get(post)?.agency_short);
}

export function place({ room }: Transmission, { hub }: Pick<Posko, 'hub'>): string {
  return hub.room(room)?.name ?? t('call.everywhere');
}

/** All that a search looks through. */
export function sought(one: Transmission, posko: Pick<Posko, 'hub'>): string {
  return `${talker(one, posko)} ${place(one, posko)} ${clockSeconds(one.began_ms)} ${one.tape?.unit?.number ?? ''} ${one.tape?.words ?? ''}`;
}
