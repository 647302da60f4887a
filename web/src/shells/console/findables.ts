/** What can be found by Ctrl+K: my channels, what can be done, and posts to be named in the chat beside. */
import { t } from '../../i18n/text.svelte';
import type { Findable } from '../../lib/find';
import type { Posko } from '../../stores/posko';

const ACTIONS = ['hush', 'cut', 'log', 'chat', 'help', 'settings', 'search', 'manage'] as const;
/** Where there is a radio. */
const OF_RADIO = ['patch', 'unpatch', 'replay', 'next', 'calls'] as const;
export type Action = (typeof ACTIONS | typeof OF_RADIO)[number];

/** room: the channel whose chat is beside; without one nobody can be named. */
export function findables({ hub }: Posko, room: string | null): readonly Findable[] {
  const beside = room === null ? null : hub.room(room);
  const people = beside ? [...hub.people.values()].filter((one) => one.id !== hub.me?.id) : [];
  const radio = (hub.rooms ?? []).some((one) => one.radio);
  return [
    ...(hub.rooms ?? []).map(({ id, name, here }): Findable => ({
      kind: 'room',
      id,
      text: name,
      line: `${t('console.find.room')} · ${t('room.connected', { n: here })}`,
    })),
    ...[...ACTIONS, ...(radio ? OF_RADIO : [])].map((id): Findable => ({
      kind: 'action',
      id,
      text: t(`console.do.${id}`),
      line: t('console.find.action'),
    })),
    ...people.map(({ id, agency_short, post }): Findable => ({
      kind: 'person',
      id,
      text: agency_short,
      line: `${post} · ${t('console.find.person', { room: beside?.name ?? '' })}`,
    })),
  ];
}
