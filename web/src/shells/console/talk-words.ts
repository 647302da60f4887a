/** The words of the console's talk button, over however many channels. */
import { sentence } from '../../i18n/refusal';
import { keyName, listed, t } from '../../i18n/text.svelte';
import { isDevice } from '../../lib/radio';
import { only } from '../../parts/only-heard';
import type { ConsoleDeck } from '../../lib/strip';
import type { Posko } from '../../stores/posko';

export interface TalkWords {
  readonly title: string;
  readonly line: string;
  /** Selected as well, and not reached. */
  readonly others: string;
}

type Told = Pick<Posko, 'hub' | 'settings'>;

export function agencyOf({ hub }: Pick<Posko, 'hub'>, id: string): string {
  return hub.people.get(id)?.agency_short ?? t(isDevice(id) ? 'radio.handheld' : 'person.unknown');
}

/** writing: the focus is in a field. */
export function talkWords(shown: ConsoleDeck, posko: Told, writing: boolean): TalkWords {
  const { hub, settings } = posko;
  const name = (room: string): string => hub.room(room)?.name ?? room;
  const rooms = listed(shown.rooms.map(name));
  const said = shown.who ?? '';
  const who = hub.people.has(said) || isDevice(said) ? agencyOf(posko, said) : said;
  const others = shown.face === 'onair' && shown.others.length > 0 ? t('console.not_yet', { rooms: listed(shown.others.map(name)) }) : '';
  const title = titled(shown, who, writing ? null : keyName(settings.now.talk_key));
  return { title, line: radioLine(shown, rooms, posko) ?? line(shown, who, rooms), others };
}

function titled({ say }: ConsoleDeck, who: string, key: string | null): string {
  if (say === 'hold') return key === null ? t('console.hold.here') : t('console.hold', { key });
  if (say === 'no_channel') return t('console.no_channel');
  return t(`talk.${say}`, { who });
}

/** What only a radio has to say. */
function radioLine({ say, cause, rooms: ids }: ConsoleDeck, rooms: string, { hub }: Told): string | null {
  if (say === 'unsent') return t(`radio.unsent.${cause ?? 'silent'}`, { rooms });
  return say === 'rx_only' ? `${rooms}. ${t(only(hub.room(ids[0] ?? '')?.radio))}` : null;
}

/** What concerns all of them alike is said without their names. */
function line(shown: ConsoleDeck, who: string, rooms: string): string {
  const { say } = shown;
  if (say === 'no_channel') return t('console.no_channel.line');
  if (say === 'hold') return rooms;
  if (say === 'joining') return t('console.joining.line', { rooms });
  if (say === 'receiving') return t('console.receiving.line', { who, rooms });
  if (say === 'refused') return `${rooms}: ${sentence(shown.reason ?? 'internal')}`;
  const text = t(`talk.${say}.line`, { who, n: 0, place: shown.place ?? 1 });
  return shown.face === 'off' ? text : `${rooms}. ${text}`;
}
