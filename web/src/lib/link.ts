/** How the link to the hub is shown: a dot for two seconds, a bar, since when; and green when it is back. */
export type Link =
  | { readonly at: 'opening'; readonly since_ms: number; readonly attempt: number } // Not yet once connected.
  | { readonly at: 'up'; readonly back_ms: number | null } // back: since when again, after a loss that was shown.
  | { readonly at: 'down'; readonly since_ms: number; readonly attempt: number };

export type LinkFace = 'fine' | 'dot' | 'bar' | 'since' | 'back';

const DOT_MS = 2_000;
const BAR_MS = 30_000;
const BACK_MS = 3_000;

export function face(link: Link, now_ms: number): LinkFace {
  if (link.at === 'up') return link.back_ms !== null && now_ms - link.back_ms < BACK_MS ? 'back' : 'fine';
  const gone_ms = now_ms - link.since_ms;
  if (gone_ms < DOT_MS) return 'dot';
  return gone_ms < BAR_MS || link.at === 'opening' ? 'bar' : 'since'; // Never connected: there is no "since".
}

export function lost(link: Link, now_ms: number): Link {
  return link.at === 'up' ? { at: 'down', since_ms: now_ms, attempt: 0 } : link;
}

export function tried(link: Link): Link {
  return link.at === 'up' ? link : { ...link, attempt: link.attempt + 1 };
}

export function found(link: Link, now_ms: number): Link {
  if (link.at === 'up') return link;
  return { at: 'up', back_ms: link.at === 'down' && now_ms - link.since_ms >= DOT_MS ? now_ms : null };
}

/** Gone for so long that what is shown of others may be false. */
export function cut(shown: LinkFace): boolean {
  return shown === 'bar' || shown === 'since';
}
