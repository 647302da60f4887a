/** What the screens are drawn anew by: the page's clocks, and how loud the microphone is. */
import { clock } from './hub/device';
import { loudness } from './lib/room';
import { Pulse } from './stores/pulse';

export function pulses(level: () => number): Record<'mono' | 'wall' | 'minute' | 'level', Pulse<number>> {
  return {
    mono: new Pulse(250, () => clock.mono()),
    wall: new Pulse(500, () => clock.wall()),
    minute: new Pulse(60_000, () => clock.wall()),
    level: new Pulse(66, () => loudness(-level())),
  };
}
