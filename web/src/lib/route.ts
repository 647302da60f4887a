/** Where in the client: kept in the part of the address after #, which never leaves the device. */
import type { StepName } from './reach-steps';

export type Tab = 'chat' | 'voice';

/** A page of the settings: where I am signed in, how I sign in, letting another device in, and how I am reached. */
export type Part = 'devices' | 'ways' | 'invite' | 'reach';

/** A step of setting up how I am reached, or one of the ways to choose from. */
export type ReachPage = StepName | 'ntfy' | 'phone' | 'message';

/** What administrators look after. */
export type Desk = 'posts' | 'officials' | 'agencies' | 'reshuffle' | 'import' | 'ladders' | 'templates' | 'trail' | 'readiness' | 'radio';

export type Route =
  | { readonly at: 'rooms' | 'search' | 'wall' | 'summon' | 'summonses' | 'record' | 'rollcall' | 'decisions' }
  /** entry: the roll-call that is open, its minutes, or the post in roll-calls beside each other. */
  | { readonly at: 'minutes' | 'past' | 'compare'; readonly entry?: string }
  /** post: the one to be invited. page: of being reached. */
  | { readonly at: 'settings'; readonly part?: Part; readonly post?: string; readonly page?: ReachPage }
  /** entry: the one that is open, or FRESH for a new one. */
  | { readonly at: 'manage'; readonly desk?: Desk; readonly entry?: string }
  /** message: the place in the log to open it at. */
  | { readonly at: 'room'; readonly room: string; readonly tab: Tab; readonly message?: number }
  | { readonly at: 'link'; readonly token: string };

/** The roll-call, its decisions, its minutes, and those before it: who leads has them all in one place. */
export function led({ at }: Route): boolean {
  return ['rollcall', 'decisions', 'minutes', 'past', 'compare'].includes(at);
}

/** In the place of an id: one that is being made. */
export const FRESH = '+';

const DESKS: Readonly<Record<Desk, string>> = {
  posts: 'jabatan',
  officials: 'pejabat',
  agencies: 'perangkat-daerah',
  reshuffle: 'mutasi',
  import: 'impor',
  ladders: 'tangga',
  templates: 'templat',
  trail: 'jejak',
  readiness: 'kesiapan',
  radio: 'radio',
};
const PARTS: Readonly<Record<Part, string>> = { devices: 'perangkat', ways: 'cara-masuk', invite: 'undang', reach: 'panggilan' };
const REACH: Readonly<Record<ReachPage, string>> = {
  install: 'pasang',
  allow: 'izin',
  hear: 'uji',
  prepare: 'ponsel',
  second: 'cadangan',
  done: 'selesai',
  ntfy: 'ntfy',
  phone: 'telepon',
  message: 'pesan',
};
const PLAIN = {
  rooms: '#/',
  search: '#/cari',
  wall: '#/dinding',
  summon: '#/panggil',
  summonses: '#/panggilan',
  record: '#/panggilan/rekap',
  rollcall: '#/apel',
  decisions: '#/keputusan',
  minutes: '#/notulen',
  past: '#/riwayat',
  compare: '#/perbandingan',
} as const;
const PAGES: Readonly<Record<string, Route>> = {
  '/lain': { at: 'settings' },
  ...Object.fromEntries(Object.entries(PLAIN).map(([at, where]) => [where.slice(1), { at: at as keyof typeof PLAIN }])),
  '/kelola': { at: 'manage' },
  ...Object.fromEntries(Object.entries(PARTS).map(([part, name]) => [`/lain/${name}`, { at: 'settings', part: part as Part }])),
  ...Object.fromEntries(
    Object.entries(REACH).map(([page, name]) => [`/lain/panggilan/${name}`, { at: 'settings', part: 'reach', page: page as ReachPage }]),
  ),
  ...Object.fromEntries(Object.entries(DESKS).map(([desk, name]) => [`/kelola/${name}`, { at: 'manage', desk: desk as Desk }])),
};
const ROOM = /^\/ruang\/([a-z0-9][a-z0-9._-]{0,63})(?:\/(suara)|\/pesan\/(\d{1,15}))?$/;
const ENTRY =
  /^(\/kelola\/(?:jabatan|pejabat|perangkat-daerah)|\/lain\/undang|\/notulen|\/riwayat|\/perbandingan)\/([a-z0-9][a-z0-9._-]{0,63}|\+)$/;

export function parsed(path: string, hash: string): Route {
  const inner = hash.replace(/^#/, '');
  if (/^\/masuk\/?$/.test(path)) return { at: 'link', token: inner };
  const [, room, voice, message] = ROOM.exec(inner) ?? [];
  if (room === undefined) return page(inner);
  if (message !== undefined) return { at: 'room', room, tab: 'chat', message: Number(message) };
  return { at: 'room', room, tab: voice === undefined ? 'chat' : 'voice' };
}

function page(inner: string): Route {
  const [, name = inner, entry] = ENTRY.exec(inner) ?? [];
  const found = (Object.hasOwn(PAGES, name) ? PAGES[name] : undefined) ?? { at: 'rooms' };
  if (entry === undefined) return found;
  return found.at === 'settings' ? { ...found, post: entry } : ({ ...found, entry } as Route);
}

export function address(route: Exclude<Route, { at: 'link' }>): string {
  if (route.at === 'settings') return under('#/lain', route.part && PARTS[route.part], route.post ?? (route.page && REACH[route.page]));
  if (route.at === 'manage') return under('#/kelola', route.desk && DESKS[route.desk], route.entry);
  if (route.at !== 'room') return under(PLAIN[route.at], 'entry' in route ? route.entry : undefined);
  return under('#/ruang', route.room, side(route));
}

function side({ tab, message }: Extract<Route, { at: 'room' }>): string | undefined {
  if (message !== undefined) return `pesan/${message}`;
  return tab === 'voice' ? 'suara' : undefined;
}

function under(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('/');
}
