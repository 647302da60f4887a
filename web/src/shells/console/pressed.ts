/** What a key that went down means to the console, and what it does to the radio. */
import { command, type Command, type Keymap } from '../../lib/keymap';
import { where } from '../../parts/where';
import type { Dispatch } from '../../stores/dispatch';

export function commandOf(event: KeyboardEvent, keymap: Keymap): Command | null {
  const { code, key, repeat, shiftKey: shift, altKey } = event;
  const control = event.ctrlKey || event.metaKey;
  const ctrl = control && !altKey && !shift;
  return command({ code, key, repeat, shift, ctrl, modified: control || altKey, on: where(event.target) }, keymap);
}

export function performRadio(what: 'replay' | 'next' | 'unpatch', { tapes, patches }: Dispatch): void {
  if (what === 'replay') tapes.again();
  else if (what === 'next') tapes.next();
  else void patches.cut();
}
