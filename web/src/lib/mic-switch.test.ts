import { expect, test } from 'vitest';
import { SHUT, turn, type MicSwitch, type SwitchEffect, type SwitchEvent } from './mic-switch';

const down = (at_ms: number, turn = 1): SwitchEvent => ({ is: 'down', at_ms, turn });
const up = (at_ms: number): SwitchEvent => ({ is: 'up', at_ms });
const opened: SwitchEvent = { is: 'opened', turn: 1 };
const refused: SwitchEvent = { is: 'refused', turn: 1, code: 'rate_limited' };
const cancelled: SwitchEvent = { is: 'cancelled' };
const lost: SwitchEvent = { is: 'lost' };

function play(events: readonly SwitchEvent[]): { at: MicSwitch['at']; did: SwitchEffect['do'][] } {
  let mic = SHUT;
  const did: SwitchEffect['do'][] = [];
  for (const event of events) {
    const [next, effects] = turn(mic, event);
    mic = next;
    did.push(...effects.map((effect) => effect.do));
  }
  return { at: mic.at, did };
}

test.each<[string, SwitchEvent[], MicSwitch['at'], SwitchEffect['do'][]]>([
  ['a tap leaves it open', [down(0), opened, up(399)], 'open', ['ask_open', 'open_mic']],
  ['a tap shorter than the way to the hub', [down(0), up(50), opened], 'open', ['ask_open', 'open_mic']],
  ['a hold ends it', [down(0), opened, up(400)], 'shut', ['ask_open', 'open_mic', 'shut_mic', 'ask_shut']],
  ['the next tap shuts it', [down(0), opened, up(10), down(900), up(950)], 'shut', ['ask_open', 'open_mic', 'shut_mic', 'ask_shut']],
  ['a lost pointer ends a hold', [down(0), opened, cancelled], 'shut', ['ask_open', 'open_mic', 'shut_mic', 'ask_shut']],
  ['a lost pointer leaves a switched-on one', [down(0), opened, up(10), cancelled], 'open', ['ask_open', 'open_mic']],
  ['an agreement that comes too late opens nothing', [down(0), up(500), opened], 'shut', ['ask_open', 'shut_mic', 'ask_shut']],
  ['the hub says no', [down(0), refused, up(10)], 'shut', ['ask_open', 'shut_mic', 'buzz']],
  ['the voice is lost', [down(0), opened, up(10), lost], 'shut', ['ask_open', 'open_mic', 'shut_mic', 'ask_shut']],
])('%s', (_, events, at, did) => {
  expect(play(events)).toEqual({ at, did });
});

test('whatever the order, it is open exactly while it says so', () => {
  const alphabet = [down(0), down(900, 2), up(10), up(2000), opened, refused, cancelled, lost];
  const walk = (mic: MicSwitch, open: boolean, left: number): void => {
    if (open !== (mic.at === 'open')) throw new Error(`open=${String(open)} while ${mic.at}`);
    if (left === 0) return;
    for (const event of alphabet) {
      const [next, effects] = turn(mic, event);
      let heard = open;
      for (const effect of effects) heard = effect.do === 'open_mic' || (effect.do !== 'shut_mic' && heard);
      walk(next, heard, left - 1);
    }
  };
  walk(SHUT, false, 6);
});
