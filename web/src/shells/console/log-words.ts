/** Who talked, as the log of transmissions says it: an agency, a unit of a radio, or that it is not known. */
import { clockSeconds, t } from '../../i18n/text.svelte';
import type { Transmission } from '../../lib/air-log';
import { isDevice, unitName, unnamed } from '../../lib/radio';
import type { Posko } from '../../stores/posko';
import type { UnitsStore } from '../../stores/units-store.svelte';

export function talker(one: Transmission, posko: Pick<Posko, 'hub'>, units: UnitsStore): string {
  if (one.tape?.words) return t('radio.posko');
  if (isDevice(one.person)) return handheld(one, posko, units);
  return posko.hub.people.get(one.person)?.agency_short ?? t('person.unknown');
}

/** One on a handheld. */
export function handheld({ tape, room }: Transmission, { hub }: Pick<Posko, 'hub'>, units: UnitsStore): string {
  if (!tape?.unit) return t('radio.unknown');
  const unit = units.known(room, tape.unit);
  return unnamed(unit) ? t('radio.unit', { number: unit.number }) : unitName(unit, (post) => hub.people.get(post)?.agency_short);
}

export function place({ room }: Transmission, { hub }: Pick<Posko, 'hub'>): string {
  return hub.room(room)?.name ?? t('call.everywhere');
}

/** All that a search looks through. */
export function sought(one: Transmission, posko: Pick<Posko, 'hub'>, units: UnitsStore): string {
  return `${talker(one, posko, units)} ${place(one, posko)} ${clockSeconds(one.began_ms)} ${one.tape?.unit?.number ?? ''} ${one.tape?.words ?? ''}`;
}
