/** Where in the client: kept in the part of the address after #, which never leaves the device. */
export type Route =
  { readonly at: 'rooms' | 'settings' } | { readonly at: 'room'; readonly room: string } | { readonly at: 'link'; readonly token: string };

export function parsed(path: string, hash: string): Route {
  const inner = hash.replace(/^#/, '');
  if (/^\/masuk\/?$/.test(path)) return { at: 'link', token: inner };
  const room = /^\/ruang\/([a-z0-9][a-z0-9._-]{0,63})$/.exec(inner)?.[1];
  if (room !== undefined) return { at: 'room', room };
  return { at: inner === '/lain' ? 'settings' : 'rooms' };
}

export function address(route: Exclude<Route, { at: 'link' }>): string {
  if (route.at === 'room') return `#/ruang/${route.room}`;
  return route.at === 'settings' ? '#/lain' : '#/';
}
