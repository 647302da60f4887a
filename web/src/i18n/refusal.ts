/** Why not, in one sentence that says what to do next. */
import type { Reason } from '../lib/ptt';
import type { No, Why } from '../lib/reply';
import { t, type Key } from './text.svelte';

type OfPtt = Exclude<Reason, Why>;

const REFUSED = {
  bad_request: 'refused.bad_request',
  bad_sdp: 'refused.bad_sdp',
  floor_denied: 'refused.floor_denied',
  internal: 'refused.internal',
  link_expired: 'door.link_expired.what',
  link_unknown: 'door.link_unknown.what',
  link_used: 'door.link_used.what',
  media_down: 'refused.media_down',
  no_such_room: 'refused.no_such_room',
  no_such_voice: 'refused.no_such_voice',
  not_a_member: 'refused.not_a_member',
  not_signed_in: 'refused.not_signed_in',
  rate_limited: 'refused.rate_limited',
  room_full: 'refused.room_full',
  wrong_mode: 'refused.wrong_mode',
  unreachable: 'refused.unreachable',
} satisfies Record<Why, Key>; // A new code on the wire stops the build here.

const ENDED = {
  time_out: 'reason.time_out',
  preempted: 'reason.preempted',
  not_held: 'reason.not_held',
  left: 'reason.left',
} satisfies Record<OfPtt, Key>;

const SAYS: Readonly<Record<string, Key>> = { ...REFUSED, ...ENDED };

/** A code from a newer hub reads as `internal`. */
export function sentence(code: string, retry_after_s: No['retry_after_s'] = null): string {
  const key = Object.hasOwn(SAYS, code) ? SAYS[code] : undefined;
  return t(key ?? 'refused.internal', { s: Math.ceil(retry_after_s ?? 0) });
}
