/** May this key talk? Held keys repeat, and a key typed into a field or pressed on a button is not for us. */
export interface KeyPress {
  readonly code: string;
  readonly repeat: boolean;
  readonly modified: boolean; // Ctrl, Alt or Meta.
  readonly on: 'page' | 'talk' | 'control' | 'field' | 'dialog'; // Where the focus is.
}

/** F13 to F24 have no other use, so they talk wherever the focus is, except in a dialog. On a button only Space has one. */
export function talks(key: KeyPress, talk_key: string): boolean {
  if (key.code !== talk_key || key.repeat || key.modified || key.on === 'dialog') return false;
  if (/^F(1[3-9]|2[0-4])$/.test(key.code)) return true;
  return key.on === 'page' || key.on === 'talk' || (key.on === 'control' && key.code !== 'Space');
}

/** Keys that must stay what they are. */
export function bindable(code: string): boolean {
  return !/^(Tab|Escape|Enter|NumpadEnter|CapsLock|Meta|Control|Alt|Shift|Arrow)/.test(code) && code !== '';
}
