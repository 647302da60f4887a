/** The page /ht: a simulated handheld radio, for a hub that is for learning. It needs no sign-in. */
import { mount } from 'svelte';
import { AirSocket } from './hub/air-socket';
import { keep } from './hub/device';
import { speak } from './i18n/text.svelte';
import { settingsFrom } from './lib/settings';
import { AirSound } from './rtc/air-sound';
import Handheld from './shells/handheld/Handheld.svelte';
import { HandheldStore } from './stores/handheld-store.svelte';
import { dress } from './theme';

/** Show it, as this device's user likes pages to be. */
export async function show(target: HTMLElement): Promise<void> {
  const { theme, language } = settingsFrom(keep.read('settings'));
  dress(theme);
  document.documentElement.lang = language;
  await speak(language);
  const ht = new HandheldStore(
    new AirSocket(),
    () => new AirSound(),
    () => performance.now(),
  );
  mount(Handheld, { target, props: { ht } });
}
