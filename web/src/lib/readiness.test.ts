import { expect, it } from 'vitest';
import { found, lines } from './readiness';
import type { AgencyReadiness, PersonCard, PostReadiness } from './wire';

const person = (id: string): PersonCard =>
  ({ id, agency: `Dinas ${id}`, agency_short: id.toUpperCase(), post: 'Kepala', role: 'head' }) as unknown as PersonCard;
const people = new Map(['bpbd', 'dinkes', 'dishub', 'pupr'].map((id) => [id, person(id)]));
const post = (id: string, more: Partial<PostReadiness> = {}): PostReadiness => ({
  post: id,
  verdict: 'not_ready',
  held: true,
  online: false,
  ...more,
});
const agency = (id: string, more: Partial<PostReadiness> = {}): AgencyReadiness => {
  const one = post(id, more);
  return { agency: `a-${id}`, verdict: one.verdict, posts: [one] };
};
const PUSH = { channel: 'push', used: true } as const;
const ALL = lines(
  {
    channels: ['push', 'ntfy'],
    agencies: [
      agency('bpbd', { verdict: 'ready', ways: [PUSH, { ...PUSH, channel: 'ntfy', last_ok_ms: 5 }] }),
      agency('pupr'),
      agency('dishub', { verdict: 'partly', ways: [PUSH] }),
      agency('dinkes', { held: false }),
    ],
  },
  people,
);

it('lists who needs most first, and counts all', () => {
  expect(ALL.map((one) => one.short)).toEqual(['DINKES', 'PUPR', 'DISHUB', 'BPBD']);
  expect(found(ALL, '', 'partly')).toMatchObject({ lines: [{ short: 'DISHUB' }], counts: { not_ready: 2, partly: 1, ready: 1 } });
  expect(found(ALL, ' dinas p', 'all').lines.map((one) => one.short)).toEqual(['PUPR']);
});

it.each<[string, Partial<PostReadiness>, string]>([
  ['nobody holds it', { held: false }, 'fill'],
  ['he was never here', {}, 'invite'],
  ['he is here', { online: true }, 'set_up'],
  ['one way alone', { verdict: 'partly', ways: [PUSH] }, 'second'],
  ['what he has no longer gets through', { ways: [{ ...PUSH, fails: 3 }] }, 'mend'],
  ['all is well', { verdict: 'ready', ways: [PUSH] }, 'none'],
])('says what to do next: %s', (_, more, advice) => {
  const [line] = lines({ channels: ['push', 'phone'], agencies: [agency('bpbd', more)] }, people);
  expect(line?.posts[0]?.advice).toBe(advice);
});

it('takes the best of several devices for all of them', () => {
  const ways = [{ ...PUSH, fails: 4, last_ok_ms: 9 }, { ...PUSH, last_ok_ms: 3 }, { channel: 'push', used: false } as const];
  const [line] = lines({ channels: ['push'], agencies: [agency('bpbd', { ways })] }, people);
  expect(line?.posts[0]?.ways).toEqual([{ channel: 'push', used: true, failing: false, last_ok_ms: 9 }]);
});
