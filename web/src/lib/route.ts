/** Where in the client: kept in the part of the address after #, which never leaves the device. */
export type Tab = 'chat' | 'voice';

/** A page of the settings: where I am signed in, how I sign in, and letting another device in. */
export type Part = 'devices' | 'ways' | 'invite';

export type Route =
  | { readonly at: 'rooms' | 'search' }
  | { readonly at: 'settings'; readonly part?: Part }
  /** message: the place in the log to open it at. */
  | { readonly at: 'room'; readonly room: string; readonly tab: Tab; readonly message?: number }
  | { readonly at: 'link'; readonly token: string };

const PARTS: Readonly<Record<Part, string>> = { devices: 'perangkat', ways: 'cara-masuk', invite: 'undang' };
const PAGES: Readonly<Record<string, Route>> = {
  '/lain': { at: 'settings' },
  '/cari': { at: 'search' },
  ...Object.fromEntries(Object.entries(PARTS).map(([part, name]) => [`/lain/${name}`, { at: 'settings', part: part as Part }])),
};
const ROOM = /^\/ruang\/([a-z0-9][a-z0-9._-]{0,63})(?:\/(suara)|\/pesan\/(\d{1,15}))?$/;

export function parsed(path: string, hash: string): Route {
  const inner = hash.replace(/^#/, '');
  if (/^\/masuk\/?$/.test(path)) return { at: 'link', token: inner };
  const [, room, voice, message] = ROOM.exec(inner) ?? [];
  if (room === undefined) return (Object.hasOwn(PAGES, inner) ? PAGES[inner] : undefined) ?? { at: 'rooms' };
  if (message !== undefined) return { at: 'room', room, tab: 'chat', message: Number(message) };
  return { at: 'room', room, tab: voice === undefined ? 'chat' : 'voice' };
}

export function address(route: Exclude<Route, { at: 'link' }>): string {
  if (route.at === 'settings') return route.part === undefined ? '#/lain' : `#/lain/${PARTS[route.part]}`;
  if (route.at === 'search') return '#/cari';
  if (route.at !== 'room') return '#/';
  if (route.message !== undefined) return `#/ruang/${route.room}/pesan/${route.message}`;
  return `#/ruang/${route.room}${route.tab === 'voice' ? '/suara' : ''}`;
}
