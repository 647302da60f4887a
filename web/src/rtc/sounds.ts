/** What the page can sound, as its stores ask for it. */
import type { SoundPort } from '../lib/ports';
import { wake } from './context';
import type { Microphone } from './microphone';
import { devices, echo } from './sound-check';
import type { Speaker } from './speaker';
import type { Tones } from './tones';

export function sounds(microphone: Microphone, speaker: Speaker, tones: Tones): SoundPort {
  return {
    play: (tone) => tones.play(tone),
    wake: async () => {
      await speaker.play();
      return wake();
    },
    echo: (output, onplay) => {
      const stream = microphone.stream;
      return stream ? echo(stream, output, onplay) : Promise.resolve(false);
    },
    devices,
    level: () => microphone.level(),
  };
}
