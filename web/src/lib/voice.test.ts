import { expect, test } from 'vitest';
import { next, OUT, type Voice, type VoiceEffect, type VoiceEvent } from './voice';

const join: VoiceEvent = { is: 'join', room: 'umum' };
const joined: VoiceEvent = { is: 'joined', voice: 'v1' };
const path = (path: 'up' | 'weak' | 'failed'): VoiceEvent => ({ is: 'path', path });
const ended = (why: 'elsewhere' | 'restarted' | 'silent', voice = 'v1'): VoiceEvent => ({ is: 'ended', voice, why });
const refused = (code: 'media_down' | 'not_a_member' | 'no_such_voice' | 'unreachable'): VoiceEvent => ({ is: 'refused', code });
const due: VoiceEvent = { is: 'due' };
const gone: VoiceEvent = { is: 'gone' };
const back: VoiceEvent = { is: 'link_back' };

function play(events: readonly VoiceEvent[]): { at: Voice['at']; did: VoiceEffect['do'][] } {
  let voice = OUT;
  const did: VoiceEffect['do'][] = [];
  for (const event of events) {
    const [now, effects] = next(voice, event);
    voice = now;
    did.push(...effects.map((effect) => effect.do));
  }
  return { at: voice.at, did };
}

const IN = [join, joined, path('up')];
const AGAIN: VoiceEffect['do'][] = ['hush', 'hang_up', 'wait'];
const AWAY: VoiceEffect['do'][] = ['call', ...AGAIN];
const BACK: VoiceEffect['do'][] = ['call', 'hush', 'restart'];

test.each<[string, VoiceEvent[], Voice['at'], VoiceEffect['do'][]]>([
  ['joins', IN, 'in', ['call']],
  ['leaves, and says so', [...IN, { is: 'leave' }], 'out', ['call', 'hush', 'hang_up', 'say_leave']],
  ['a weak path is watched, then restarted', [...IN, path('weak'), { is: 'still_weak' }], 'in', ['call', 'watch', 'restart']],
  ['a path that came back is not restarted', [...IN, path('weak'), path('up'), { is: 'still_weak' }], 'in', ['call', 'watch']],
  ['a new network restarts at once', [...IN, { is: 'network' }], 'in', ['call', 'restart']],
  ['a failed path asks for the place again', [...IN, path('failed')], 'away', AWAY],
  ['a new media worker', [...IN, ended('restarted'), due, joined], 'in', [...AWAY, 'call']],
  ['a voice the hub does not know', [...IN, gone, due], 'joining', [...AWAY, 'call']],
  ['the link is back: the voice is taken up, and heard all the while', [...IN, back, { is: 'answered' }, due], 'in', BACK],
  ['the link is back, and the hub forgot the voice', [...IN, back, refused('no_such_voice'), due], 'joining', [...BACK, ...AGAIN, 'call']],
  ['the link is back, and its media worker is not', [...IN, back, refused('media_down')], 'away', [...BACK, ...AGAIN]],
  ['the link is back, and no answer comes: asked again', [...IN, back, refused('unreachable'), due], 'in', [...BACK, 'wait', 'restart']],
  [
    'no answer to the restart of a weak path: it may mend',
    [...IN, { is: 'network' }, refused('unreachable'), due],
    'in',
    ['call', 'restart'],
  ],
  ['the link is back, and lost on the way in', [join, back], 'away', AWAY],
  ['moved to another device: stays there', [...IN, ended('elsewhere'), back, due], 'elsewhere', ['call', 'hush', 'hang_up']],
  ['what took it has left: free again', [...IN, ended('elsewhere'), { is: 'freed', room: 'umum' }], 'out', ['call', 'hush', 'hang_up']],
  ['free in another room: no news', [...IN, ended('elsewhere'), { is: 'freed', room: 'banjir' }], 'elsewhere', ['call', 'hush', 'hang_up']],
  ['the end of an earlier voice is no news', [...IN, ended('elsewhere', 'v0')], 'in', ['call']],
  ['a first refusal is final', [join, refused('media_down')], 'refused', ['call', 'hush', 'hang_up']],
  ['an old place is tried for again', [...IN, gone, due, refused('media_down')], 'away', [...AWAY, 'call', 'hush', 'hang_up', 'wait']],
  ['the link is back before the next try', [...IN, gone, back, due], 'joining', [...AWAY, 'wait', 'call']],
  ['but not against a plain no', [...IN, gone, due, refused('not_a_member')], 'refused', [...AWAY, 'call', 'hush', 'hang_up']],
  ['another room: out of the first', [...IN, { is: 'join', room: 'banjir' }], 'joining', ['call', 'hush', 'hang_up', 'say_leave', 'call']],
  ['a late answer after leaving', [join, { is: 'leave' }, joined], 'out', ['call', 'hush', 'hang_up']],
])('%s', (_, events, at, did) => {
  expect(play(events)).toEqual({ at, did });
});
