/** What a change of the settings does at once: language, looks, loudness and where the sound comes from. */
import { speak } from './i18n/text.svelte';
import type { Settings } from './lib/settings';
import { soundFrom } from './rtc/context';
import type { Speaker } from './rtc/speaker';
import type { Tones } from './rtc/tones';
import { dress } from './theme';

export function obey(now: Settings, speaker: Speaker, tones: Tones): void {
  void speak(now.language);
  document.documentElement.lang = now.language;
  dress(now.theme);
  speaker.volume = now.volume;
  speaker.muted = now.muted;
  tones.volume = now.tones;
  void speaker.to(now.output);
  soundFrom(now.output);
}
