import { expect, test } from 'vitest';
import { FREE as FREE_ROOM } from './moderation';
import { pin, type Pin } from './pin';
import { opened, type Room } from './room';

const FREE: Room = opened({
  room: { id: 'umum', name: 'Umum', mode: 'ptt', members: 3, here: 1, talker: null },
  participants: [{ person: 'pupr', since_ms: 0, mic: 'open', linked: true }],
  floor: { talker: null, since_ms: null, until_ms: null, queue: [] },
  moderation: FREE_ROOM,
  leads: false,
});
const floor = (talker: string): Room => ({ ...FREE, floor: { ...FREE.floor, talker } });
const voice = (person: string): Room => ({ ...FREE, voice: { person, at_ms: 0 } });

test.each<[string, Pin, Pin]>([
  ['free', pin(FREE, 'ptt', 'me', false, 0), { state: 'free', last: null }],
  ['someone talks', pin(floor('bpbd'), 'ptt', 'me', false, 0), { state: 'talks', who: 'bpbd' }],
  ['I am on the air', pin(floor('me'), 'ptt', 'me', true, 0), { state: 'onair' }],
  ['red only once I am', pin(floor('me'), 'ptt', 'me', false, 0), { state: 'mine' }],
  ['open room, silence', pin(FREE, 'open', 'me', false, 0), { state: 'quiet', open: 1 }],
  ['open room, my microphone', pin(FREE, 'open', 'me', true, 0), { state: 'onair' }],
  ['open room, another before me', pin(voice('bpbd'), 'open', 'me', true, 0), { state: 'talks', who: 'bpbd' }],
])('%s', (_, shown, expected) => {
  expect(shown).toEqual(expected);
});
