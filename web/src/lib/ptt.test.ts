import { describe, expect, test } from 'vitest';
import { IDLE, step, type Ptt, type PttEffect, type PttEvent } from './ptt';

const pressed = (request: number): PttEvent => ({ is: 'pressed', request });
const granted = (request: number): PttEvent => ({ is: 'granted', request, until_ms: 60_000 });
const toned = (request: number): PttEvent => ({ is: 'toned', request });
const queued = (place: number): PttEvent => ({ is: 'queued', request: 1, talker: 'bpbd.head', place });
const refused: PttEvent = { is: 'refused', request: 1, code: 'time_out' };
const released: PttEvent = { is: 'released' };
const lost: PttEvent = { is: 'lost' };
const faded: PttEvent = { is: 'faded' };

/** Where a story ends, and what was done on the way. */
function play(events: readonly PttEvent[]): { at: Ptt['at']; did: PttEffect['do'][] } {
  let ptt = IDLE;
  const did: PttEffect['do'][] = [];
  for (const event of events) {
    const [next, effects] = step(ptt, event);
    ptt = next;
    did.push(...effects.map((effect) => effect.do));
  }
  return { at: ptt.at, did };
}

test.each<[string, PttEvent[], Ptt['at'], PttEffect['do'][]]>([
  ['the microphone opens after the tone', [pressed(1), granted(1), toned(1)], 'onair', ['ask', 'permit', 'open_mic']],
  [
    'it is shut before the hub is told',
    [pressed(1), granted(1), toned(1), released],
    'idle',
    ['ask', 'permit', 'open_mic', 'shut_mic', 'let_go'],
  ],
  [
    'letting go during the tone never opens it',
    [pressed(1), granted(1), released, toned(1)],
    'idle',
    ['ask', 'permit', 'shut_mic', 'let_go'],
  ],
  [
    'a late grant does not key the next press',
    [pressed(1), released, pressed(2), granted(1)],
    'requesting',
    ['ask', 'shut_mic', 'let_go', 'ask'],
  ],
  [
    'a late tone does not open the next press',
    [pressed(1), granted(1), released, pressed(2), granted(2), toned(1)],
    'permitted',
    ['ask', 'permit', 'shut_mic', 'let_go', 'ask', 'permit'],
  ],
  ['one buzz for the queue, none for moving up', [pressed(1), queued(2), queued(1)], 'queued', ['ask', 'buzz']],
  ['the queue ends in a grant', [pressed(1), queued(1), granted(1)], 'permitted', ['ask', 'buzz', 'permit']],
  ['leaving the queue tells the hub', [pressed(1), queued(1), released], 'idle', ['ask', 'buzz', 'shut_mic', 'let_go']],
  ['taken back while on air', [pressed(1), granted(1), toned(1), refused], 'refused', ['ask', 'permit', 'open_mic', 'shut_mic', 'buzz']],
  ['a key still down after a refusal asks for nothing', [pressed(1), refused, pressed(2)], 'refused', ['ask', 'shut_mic', 'buzz']],
  [
    'the reason stays to be read, then goes',
    [pressed(1), refused, released, faded],
    'idle',
    ['ask', 'shut_mic', 'buzz', 'shut_mic', 'let_go'],
  ],
  ['the reason does not go while the key is down', [pressed(1), refused, faded], 'refused', ['ask', 'shut_mic', 'buzz']],
  [
    'a new press does not wait for the reason to go',
    [pressed(1), refused, released, pressed(2)],
    'requesting',
    ['ask', 'shut_mic', 'buzz', 'shut_mic', 'let_go', 'ask'],
  ],
  [
    'after a time-out the hub hears that the key went up, once',
    [pressed(1), granted(1), toned(1), refused, released, released],
    'refused',
    ['ask', 'permit', 'open_mic', 'shut_mic', 'buzz', 'shut_mic', 'let_go', 'shut_mic'],
  ],
  ['the link goes', [pressed(1), granted(1), toned(1), lost], 'idle', ['ask', 'permit', 'open_mic', 'shut_mic', 'let_go']],
])('%s', (_, events, at, did) => {
  expect(play(events)).toEqual({ at, did });
});

describe('whatever order things come in', () => {
  const ALPHABET = [pressed(1), pressed(2), granted(1), granted(2), toned(1), queued(1), refused, released, lost, faded];

  test('the microphone is open exactly while on air', () => {
    let walks = 0;
    const walk = (ptt: Ptt, open: boolean, left: number): void => {
      walks += 1;
      if (open !== (ptt.at === 'onair')) throw new Error(`open=${String(open)} while ${ptt.at}`);
      if (left === 0) return;
      for (const event of ALPHABET) {
        const [next, effects] = step(ptt, event);
        let mic = open;
        for (const effect of effects) mic = effect.do === 'open_mic' || (effect.do !== 'shut_mic' && mic);
        walk(next, mic, left - 1);
      }
    };
    walk(IDLE, false, 6);
    expect(walks).toBeGreaterThan(1_000_000);
  });
});
