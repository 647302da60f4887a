import { expect, test } from 'vitest';
import { about, ACTIONS, KINDS, known } from './trail';
import type { AuditLine } from './wire';

const LINE: AuditLine = { seq: 1, at_ms: 0, actor: 'admin', action: 'session:end', subject: 's1', before: '', after: '', address: '' };

test('every action is of a kind that can be chosen', () => {
  expect(ACTIONS.filter((one) => !KINDS.some((kind) => one.startsWith(`${kind}:`)))).toEqual([]);
  expect(known('tomorrow:new')).toBeNull();
});

test.each<[string, Partial<AuditLine>, string]>([
  ['the post whose session it was', { after: '{"post":"bpbd","browser":"Chrome","system":"Android"}' }, 'bpbd'],
  ['nobody else, where he did it to himself', { after: '{"post":"admin"}' }, ''],
  ['whom an invitation is for', { action: 'enrolment:issue', after: '{"post":"admin","to":"dinkes"}' }, 'dinkes'],
  ['the post that is filled', { action: 'assignment:save', subject: 'a1', after: '{"post":"dishub"}' }, 'dishub'],
  ['what was typed at the command line', { action: 'access:reset', actor: 'posko reset', subject: 'bpbd' }, 'bpbd'],
  ['nothing, where the words were cut', { after: '{"post":"bp' }, ''],
])('it is about %s', (_, line, post) => {
  expect(about({ ...LINE, ...line }).post).toBe(post);
});
