import { expect, test } from 'vitest';
import { deck, type Around, type Face, type Say } from './deck';

const IN = { at: 'in', room: 'umum', voice: 'v1', path: 'up' } as const;
const QUIET: Around = {
  up: true,
  voice: IN,
  mode: 'ptt',
  ptt: { at: 'idle' },
  mic: { at: 'shut', code: null },
  trouble: null,
  fetching: false,
  talker: null,
};

const ON = { at: 'onair', request: 1, until_ms: 9 } as const;

test.each<[string, Partial<Around>, Face, Say]>([
  ['nobody talks', {}, 'idle', 'hold'],
  ['someone talks', { talker: 'bpbd' }, 'receiving', 'receiving'],
  ['I ask', { ptt: { at: 'requesting', request: 1 }, talker: 'bpbd' }, 'requesting', 'asking'],
  ['red only after the tone', { ptt: { at: 'permitted', request: 1, until_ms: 9 } }, 'requesting', 'asking'],
  ['I am on the air', { ptt: { at: 'onair', request: 1, until_ms: 9 } }, 'onair', 'on_air'],
  ['a radio has not keyed yet', { ptt: ON, on_air: { at: 'waits', since_ms: 0 } }, 'requesting', 'keying'],
  ['a radio sends it', { ptt: ON, on_air: { at: 'sent' } }, 'onair', 'on_air'],
  ['a radio does not', { ptt: ON, on_air: { at: 'unsent', cause: 'timer' } }, 'busy', 'unsent'],
  ['a radio that only receives', { receive_only: true }, 'off', 'rx_only'],
  ['and somebody is heard on it', { receive_only: true, talker: 'HT' }, 'receiving', 'hears'],
  ['I wait my turn', { ptt: { at: 'queued', request: 1, talker: 'bpbd', place: 2 } }, 'busy', 'queued'],
  ['refused', { ptt: { at: 'refused', code: 'time_out', held: true, press: 1 } }, 'busy', 'refused'],
  ['no link beats all', { up: false, ptt: { at: 'onair', request: 1, until_ms: 9 } }, 'off', 'no_link'],
  ['not joined yet', { voice: { at: 'joining', room: 'umum', again: false } }, 'off', 'joining'],
  ['joined, no sound yet', { voice: { ...IN, path: 'new' } }, 'off', 'joining'],
  ['the sound is cut', { voice: { ...IN, path: 'weak' } }, 'off', 'no_path'],
  ['the link is back, the voice is not yet', { voice: { ...IN, back: true } }, 'off', 'joining'],
  ['no microphone', { trouble: 'denied' }, 'off', 'no_mic'],
  ['an open room', { mode: 'open', talker: 'bpbd' }, 'idle', 'tap'],
  ['its microphone on', { mode: 'open', mic: { at: 'open', down_ms: null, turn: 1 } }, 'onair', 'mic_on'],
  ['its microphone held', { mode: 'open', mic: { at: 'open', down_ms: 5, turn: 1 } }, 'onair', 'mic_held'],
  ['others have their turn', { mode: 'moderated', led: { at: 'waits', place: 0 } }, 'idle', 'raise'],
  ['my hand is up', { mode: 'moderated', led: { at: 'waits', place: 2 } }, 'requesting', 'raised'],
  ['my turn', { mode: 'moderated', led: { at: 'turn' } }, 'idle', 'turn'],
  ['my turn, and I talk', { mode: 'moderated', led: { at: 'turn' }, mic: { at: 'open', down_ms: null, turn: 1 } }, 'onair', 'mic_on'],
  ['I am muted', { led: { at: 'muted', by: 'operator' }, talker: 'bpbd' }, 'off', 'muted'],
  ['its microphone refused', { mode: 'open', mic: { at: 'shut', code: 'rate_limited' } }, 'busy', 'refused'],
])('%s', (_, around, face, say) => {
  expect(deck({ ...QUIET, ...around })).toMatchObject({ face, say });
});
