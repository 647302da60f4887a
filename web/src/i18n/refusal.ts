/** Why not, in one sentence that says what to do next. */
import type { Reason } from '../lib/ptt';
import type { No, Why } from '../lib/reply';
import { t, type Key } from './text.svelte';

type OfPtt = Exclude<Reason, Why>;

const REFUSED = {
  bad_answer: 'refused.bad_answer',
  bad_ladder: 'refused.bad_ladder',
  bad_leave: 'refused.bad_leave',
  ladder_changed: 'refused.ladder_changed',
  list_full: 'refused.list_full',
  bad_request: 'refused.bad_request',
  cannot_be_rung: 'refused.cannot_be_rung',
  no_recipients: 'refused.no_recipients',
  bad_address: 'refused.bad_address',
  no_such_summons: 'refused.no_such_summons',
  no_such_way: 'refused.no_such_way',
  not_tested: 'refused.not_tested',
  summons_over: 'refused.summons_over',
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
  receive_only: 'refused.receive_only',
  room_full: 'refused.room_full',
  muted: 'refused.muted',
  not_called_on: 'refused.not_called_on',
  room_locked: 'refused.room_locked',
  removed: 'refused.removed',
  wrong_mode: 'refused.wrong_mode',
  bad_text: 'refused.bad_text',
  empty_message: 'refused.empty_message',
  id_taken: 'refused.id_taken',
  file_too_big: 'refused.file_too_big',
  upload_quota: 'refused.upload_quota',
  wrong_offset: 'refused.wrong_offset',
  no_such_file: 'refused.no_such_file',
  no_such_message: 'refused.no_such_message',
  no_such_stream: 'refused.no_such_stream',
  not_allowed: 'refused.not_allowed',
  not_saved: 'refused.not_saved',
  not_yours: 'refused.not_yours',
  too_late: 'refused.too_late',
  code_wrong: 'refused.code_wrong',
  wrong_credentials: 'refused.wrong_credentials',
  totp_needed: 'refused.totp_needed',
  totp_wrong: 'refused.totp_wrong',
  passkey_refused: 'refused.passkey_refused',
  passkeys_elsewhere: 'refused.passkeys_elsewhere',
  step_up: 'refused.step_up',
  second_factor_needed: 'refused.second_factor_needed',
  password_short: 'refused.password_short',
  password_common: 'refused.password_common',
  password_is_name: 'refused.password_is_name',
  password_wrong: 'refused.password_wrong',
  no_such_session: 'refused.no_such_session',
  no_such_passkey: 'refused.no_such_passkey',
  no_such_post: 'refused.no_such_post',
  post_taken: 'refused.post_taken',
  no_such_rollcall: 'refused.no_such_rollcall',
  rollcall_led: 'refused.rollcall_led',
  rollcall_state: 'refused.rollcall_state',
  minutes_changed: 'refused.rollcall_state', // The minutes themselves say more.
  floor_held: 'refused.floor_held',
  bad_report: 'refused.bad_report',
  no_such_decision: 'refused.no_such_decision',
  bad_decision: 'refused.bad_decision',
  due_past: 'refused.due_past',
  bad_rule: 'refused.bad_rule',
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
