/** Ties together by what I am reached: the browser's notifications, the hub, and what this device remembers of both. */
import { newId } from './chatting';
import { clock, keep } from './hub/device';
import { Pushing } from './hub/pushing';
import { deviceName } from './i18n/text.svelte';
import { deviceOf, HANDHELD } from './lib/browser';
import type { HubPort } from './lib/ports';
import type { Settings } from './lib/settings';
import type { InstallStore } from './stores/install-store.svelte';
import { ReachStore } from './stores/reach-store.svelte';

const pushing = new Pushing((hash) => {
  location.hash = hash;
});

export function greet(language: Settings['language']): void {
  pushing.greet(language);
}

export function reaching(hub: Pick<HubPort, 'command'>, install: InstallStore): ReachStore {
  const { browser, system } = deviceOf(navigator.userAgent);
  return new ReachStore(hub, {
    ...{ push: pushing, install, keep, newId },
    wall: () => clock.wall(),
    label: deviceName(browser, system),
    handheld: HANDHELD.includes(system) || install.by_hand,
  });
}
