/** Where a key was pressed, as far as it matters to the keys of the page. */
import type { KeyPress } from '../lib/keys';

/** Space and letters do nothing to these. */
export const IDLE_INPUTS = '[type="radio"], [type="range"]';

/** One that is on its way out takes no key any more: the next may be the key to talk. */
const OPEN_DIALOG = '[role="dialog"]:not([data-state="closed"])';

export function where(target: EventTarget | null): KeyPress['on'] {
  if (document.querySelector(OPEN_DIALOG)) return 'dialog';
  if (!(target instanceof Element)) return 'page';
  if (target.closest(`input:not(${IDLE_INPUTS}), select, textarea, [contenteditable="true"]`)) return 'field';
  if (target.closest('[data-talk]')) return 'talk';
  return target.closest('button, [role="button"]') ? 'control' : 'page';
}
