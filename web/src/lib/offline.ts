/** What the service worker answers by itself, and which of its stores are worn out. */

/** What every start needs, by its address; and one name for the build they come from. */
export interface Build {
  readonly id: string;
  /** The script the page begins with: it changes with every build. */
  readonly entry: string;
  readonly files: readonly string[];
}

export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly path: string;
}

/** page: from the hub if it answers in time, else the kept one. part: the kept one first. no: not ours. */
export type Way = 'page' | 'part' | 'no';

const HUBS = ['/api/', '/socket.io/', '/files/', '/health/', '/pasang'];
const PARTS = ['/assets/', '/icons/', '/icon.svg', '/manifest.webmanifest'];
const STORE = 'posko-';

export function way({ method, mode, path }: Asked): Way {
  if (method !== 'GET' || HUBS.some((hub) => path.startsWith(hub))) return 'no';
  if (mode === 'navigate') return 'page';
  return PARTS.some((part) => path.startsWith(part)) ? 'part' : 'no';
}

/** Parts whose name changes with their content: any build's will do. */
export function hashed(path: string): boolean {
  return path.startsWith('/assets/');
}

/** Is it the page itself, or is a proxy telling that the hub is away? */
export function speaks(status: number): boolean {
  return status < 500;
}

export function store(build: Build): string {
  return STORE + build.id;
}

/** names: oldest first. The build before stays: pages of it may still be open, and fetch more of it. */
export function worn(names: readonly string[], build: Build): readonly string[] {
  const others = names.filter((name) => name.startsWith(STORE) && name !== store(build));
  return others.slice(0, -1);
}
