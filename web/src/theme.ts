/** Puts the chosen look on the page; "auto" follows the device, also when it changes at dusk. */
import type { Theme } from './lib/settings';

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');
let wanted: Theme = 'auto';
let dimmed = false;

export function dress(theme: Theme): void {
  wanted = theme;
  const automatic = contrast.matches ? 'contrast' : dimmed || dark.matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme === 'auto' ? automatic : theme;
}

/** A command center is dim: there "auto" is dark, whatever the device says. */
export function dim(on: boolean): void {
  dimmed = on;
  dress(wanted);
}

for (const one of [dark, contrast]) {
  one.addEventListener('change', () => {
    dress(wanted);
  });
}
