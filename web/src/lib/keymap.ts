/** The console's keys: which of them does what. The talk key is a wish of the settings, and lib/keys.ts decides about it. */
import { object } from './kept';
import type { KeyPress } from './keys';

/** What may be put on another key. */
export type Act = 'pedal' | 'ht' | 'hush' | 'heed' | 'chat' | 'log' | 'replay' | 'next' | 'patch';
export const ACTS: readonly Act[] = ['pedal', 'ht', 'hush', 'heed', 'chat', 'log', 'replay', 'next', 'patch'];
/** Held, not pressed: they talk. */
type Held = 'pedal' | 'ht';

export interface Keymap {
  readonly keys: Readonly<Record<Act, string>>; // KeyboardEvent.code
  /** Single letters, digits and marks do something (WCAG 2.1.4). */
  readonly letters: boolean;
}

export const KEYS: Keymap = {
  keys: {
    ...{ pedal: 'F13', ht: 'F14', hush: 'KeyM', heed: 'KeyA', chat: 'KeyC', log: 'KeyL' },
    ...{ replay: 'KeyR', next: 'KeyN', patch: 'KeyP' },
  },
  letters: true,
};

export type Command =
  | { readonly do: 'select' | 'add'; readonly place: number } // 0 is the first channel.
  | { readonly do: 'cut' | 'find' | 'help' | 'unpatch' | Exclude<Act, Held> };

export interface Pressed extends KeyPress {
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean; // Or the Mac's command key; and nothing else with it.
}

/** What a press means, if anything. The pedals and the talk key are held, not pressed: they are not for here. */
export function command(press: Pressed, map: Keymap): Command | null {
  if (press.code === 'Escape') return { do: 'cut' }; // Wherever the focus is: it must always be at hand.
  if (press.repeat || press.on === 'dialog') return null;
  if (press.ctrl && press.code === 'KeyK') return { do: 'find' };
  if (press.modified || press.on === 'field' || (!map.letters && single(press.key))) return null;
  return plain(press, map);
}

function plain(press: Pressed, map: Keymap): Command | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1];
  if (digit !== undefined) return { do: press.shift ? 'add' : 'select', place: Number(digit) - 1 };
  if (press.key === '?') return { do: 'help' };
  const act = ACTS.find((one) => map.keys[one] === press.code);
  if (act === undefined || act === 'pedal' || act === 'ht') return null;
  return { do: act === 'patch' && press.shift ? 'unpatch' : act };
}

function single(key: string): boolean {
  return key.length === 1 && key !== ' ';
}

/** Put an act on a key. Whatever was on it gets the key that falls free. */
export function rebound(map: Keymap, act: Act, code: string): Keymap {
  const keys = { ...map.keys };
  for (const other of ACTS) if (keys[other] === code) keys[other] = keys[act];
  return { ...map, keys: { ...keys, [act]: code } };
}

/** May an act be put on it? Digits choose channels. */
export function free(code: string, talk_key: string): boolean {
  return code !== talk_key && !/^(Digit|Numpad)\d$/.test(code);
}

export function keymapFrom(text: string | null): Keymap {
  const found = object(text);
  const wishes = (typeof found.keys === 'object' ? found.keys : null) ?? {};
  const keys = { ...KEYS.keys };
  for (const act of ACTS) {
    const code = (wishes as Record<string, unknown>)[act];
    if (typeof code === 'string' && code !== '') keys[act] = code;
  }
  return { keys, letters: found.letters !== false };
}
