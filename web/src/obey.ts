/** What a change of the settings does at once: language, looks, loudness and where the sound comes from. */
import { frugal, keep } from './hub/device';
import { speak } from './i18n/text.svelte';
import { saves, type Settings } from './lib/settings';
import { soundFrom } from './rtc/context';
import type { Speaker } from './rtc/speaker';
import type { Tones } from './rtc/tones';
import { SettingsStore } from './stores/settings-store.svelte';
import { dress } from './theme';

/** What is wished on this device, on whichever of its pages; told at once, and at each change. */
export function wishes(obeyed: (now: Settings) => void): SettingsStore {
  const store = new SettingsStore(keep, obeyed);
  addEventListener('storage', ({ key }) => {
    if (key === 'posko.settings') store.again();
  });
  return store;
}

/** Whether voice is to be sent by few and small packets. */
export const saving = (now: Settings): boolean => saves(now.data, frugal());

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
