/** A room's radio as it is shown: who is heard on it, what is wrong with it, whether it may send at all. */
import type { RadioNow, RoomCard, UnitCard } from './wire';

export type Kind = RadioNow['kind'];
export type Alarm = NonNullable<RadioNow['alarms']>[number];

/** Heard here, and by their licence never sent to. */
const ONLY_HEARD: readonly Kind[] = ['krap', 'amatir'];
const SILENCE_DBFS = -120;
/** What comes so near to full scale was cut on its way. */
const CLIPPED_DBFS = -1;
/** Shown on a straight scale, as every level is. */
const RANGE_DB = 60;

export function onlyHeard(kind: Kind | null | undefined): boolean {
  return kind !== null && kind !== undefined && ONLY_HEARD.includes(kind);
}

/** The bridge of a channel talks under this name and the room's. */
export const DEVICE = 'radio.';

export function isDevice(person: string): boolean {
  return person.startsWith(DEVICE);
}

/** Of a room that is a channel, or is patched to one. */
export function channelOf(card: RoomCard): string | null {
  return card.patched ?? (card.radio ? card.id : null);
}

/** 0 to 1 of what the bridge measures. */
export function shownLevel(dbfs: number | undefined): number {
  return Math.min(1, Math.max(0, 1 + (dbfs ?? SILENCE_DBFS) / RANGE_DB));
}

export function clips(dbfs: number | undefined): boolean {
  return (dbfs ?? SILENCE_DBFS) >= CLIPPED_DBFS;
}

/** What a unit is called: its post's agency, the name in the register, or only its number. */
export function unitName(unit: UnitCard, agency: (post: string) => string | undefined): string {
  return (unit.post ? agency(unit.post) : undefined) ?? (unit.name || unit.number);
}

/** As the hub finds it: a radio says `0112` by MDC1200, and `112` by DTMF. */
export function findUnit(units: readonly UnitCard[], number: string): UnitCard | null {
  const bare = (text: string): string => text.replace(/^0+/, '');
  return units.find((one) => one.number === number) ?? units.find((one) => bare(one.number) === bare(number)) ?? null;
}

/** Its number is in no register. */
export function unnamed(unit: UnitCard | null | undefined): boolean {
  return unit !== null && unit !== undefined && !unit.post && !unit.name;
}

/** What must be said of it, worst first: each is one sentence and one thing to do. */
export type Trouble = Alarm | 'link_lost';
const WORST: readonly Trouble[] = [
  'keyer_lost',
  'port_lost',
  'stuck_receiver',
  'link_lost',
  'card_lost',
  'card_silent',
  'hot',
  'disk_full',
  'clock_off',
  'no_speech',
  'clipping',
];

export function troubles(radio: RadioNow): readonly Trouble[] {
  const all: readonly Trouble[] = radio.up ? (radio.alarms ?? []) : ['link_lost'];
  return WORST.filter((one) => all.includes(one));
}
