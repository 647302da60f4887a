/** The audit trail as it is read: what an entry is about, as far as its own words say so. */
import { object } from './kept';
import type { AuditLine } from './wire';

export const ACTIONS = [
  'session:begin',
  'session:end',
  'session:act',
  'session:step_up',
  'session:refused',
  'enrolment:issue',
  'access:reset',
  'password:set',
  'passkey:add',
  'passkey:remove',
  'totp:enable',
  'totp:disable',
  'way:end',
  'assignment:save',
  'post:save',
  'official:save',
  'agency:save',
  'chat:delete',
  'ladder:save',
  'leave:save',
  'leave:remove',
  'template:save',
  'template:remove',
  'radio:save',
  'radio:remove',
  'radio:token',
  'radio:revoke',
  'radio:units',
  'radio:name',
  'patch:make',
  'patch:cut',
  'ptt:emergency',
  'rollcall:announced',
  'rollcall:opened',
  'rollcall:took_over',
  'rollcall:broke_in',
  'rollcall:report',
  'rollcall:closed',
  'rollcall:withdrawn',
  'rollcall:signed',
  'rollcall:addendum',
  'rollcall:file',
  'decision:make',
  'decision:accept',
  'decision:done',
  'decision:verify',
  'decision:reopen',
  'decision:cancel',
  'decision:file',
  'circular:save',
  'minutes:draft',
  'minutes:edit',
  'minutes:signature',
  'minutes:addendum',
  'minutes:file',
  'recording:set',
  'recording:kept',
  'recording:read',
  'recording:fetched',
  'recording:swept',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What stands before the colon, once each. */
export const KINDS = [
  'session',
  'enrolment',
  'access',
  'password',
  'passkey',
  'totp',
  'way',
  'assignment',
  'post',
  'official',
  'agency',
  'chat',
  'ladder',
  'leave',
  'template',
  'radio',
  'patch',
  'ptt',
  'rollcall',
  'decision',
  'circular',
  'minutes',
  'recording',
] as const;
export type Kind = (typeof KINDS)[number];

/** One that an older page has a name for. */
export function known(action: string): Action | null {
  return ACTIONS.find((one) => one === action) ?? null;
}

export interface About {
  /** Whose post it concerns; empty: nobody's, or only the one who did it. */
  readonly post: string;
  readonly browser: string;
  readonly system: string;
}

export function about(line: AuditLine): About {
  const told = object(line.after === '' ? null : line.after);
  const word = (name: string): string => {
    const value = told[name];
    return typeof value === 'string' ? value : '';
  };
  const entry = /^(assignment|post|access):/.test(line.action);
  const post = word('to') || word('post') || (entry ? line.subject : '');
  return { post: post === line.actor ? '' : post, browser: word('browser'), system: word('system') };
}
