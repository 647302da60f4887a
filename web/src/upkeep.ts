/** Ties together what keeps the page itself: newer versions of it, and its place on the home screen. */
import { keep } from './hub/device';
import { Installing } from './hub/installing';
import { Workers } from './hub/renewing';
import { InstallStore } from './stores/install-store.svelte';
import type { Posko } from './stores/posko';
import { RenewalStore } from './stores/renewal-store.svelte';

export function upkeep(): Pick<Posko, 'renewal' | 'install'> {
  const renewal = new RenewalStore(new Workers(), () => {
    location.reload();
  });
  return { renewal, install: new InstallStore(new Installing(), keep) };
}
