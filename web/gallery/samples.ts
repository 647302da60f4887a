/** What the parts of the gallery show: made-up things of no real person. */
import type { Line } from '../src/lib/room';
import type { Shown } from '../src/lib/shown';
import type { Line as Said } from '../src/parts/bubble';
import type { Assignment } from '../src/lib/directory';
import type { FileView } from '../src/lib/files';
import type { PersonCard, RoomCard, SessionCard } from '../src/lib/wire';

export const NOW_MS = Date.UTC(2026, 10, 24, 7, 21, 7);
export const nothing = (): void => undefined;

export const BPBD: PersonCard = {
  id: 'bpbd',
  agency: 'Badan Penanggulangan Bencana Daerah',
  agency_short: 'BPBD',
  post: 'Kepala Pelaksana',
  role: 'head',
};
export const HOSPITAL: PersonCard = { id: 'rsud', agency: 'RSUD', agency_short: 'RSUD dr. Mohamad Saleh', post: 'Direktur', role: 'head' };

export function person(activity: Line['activity'], card: PersonCard = BPBD): Line {
  return {
    person: `${card.id}-${activity}`,
    card,
    activity,
    place: activity === 'asks' || activity === 'waits' ? 2 : 0,
    since_ms: 0,
    level: 24,
    muted_by: null,
    bars: 3,
    quality: null,
  };
}

export function room(more: Partial<RoomCard> = {}): RoomCard {
  return { id: 'siaga-banjir', name: 'Siaga Banjir', mode: 'ptt', members: 32, here: 0, talker: null, ...more };
}

const MESSAGE: Shown = {
  id: 'm1',
  seq: 1,
  by: 'bpbd',
  at_ms: NOW_MS,
  text: 'Tinggi air Kedunggaleng 142 cm, naik 6 cm dalam 10 menit.',
  mentions: [],
  reply_to: null,
  files: [],
  edited: false,
  gone: false,
  mine: false,
  delivery: { at: 'others' },
};

export function said(more: Partial<Shown> = {}, line: Partial<Said> = {}): Said {
  const message = { ...MESSAGE, ...more };
  return {
    ...{ message, who: message.mine ? 'Anda' : 'BPBD', headed: true, time: '14.21', names: [], quote: null },
    ...{ state: '', undo: '', flash: false, files: [], ...line },
  };
}

export const FILE: FileView = {
  card: {
    id: 'f1',
    name: 'laporan-pintu-air.pdf',
    mime: 'application/pdf',
    size: 1_834_000,
    width: null,
    height: null,
    thumb: null,
  } as FileView['card'],
  src: null,
  href: '#',
  held: false,
  sent: null,
};

export const DEVICE: SessionCard = {
  id: 's1',
  post: 'bpbd',
  browser: 'Chrome',
  system: 'Android',
  address: '192.0.2.14',
  how: 'code',
  created_ms: NOW_MS - 86_400_000,
  used_ms: NOW_MS - 120_000,
  mine: false,
  online: false,
  added: [],
};

export const TENURE: Assignment = {
  id: 'a1',
  post: 'bpbd',
  official: 'o1',
  kind: 'definitif',
  from_ms: NOW_MS - 40 * 86_400_000,
  to_ms: null,
};
