import { expect, test } from 'vitest';
import { command, free, keymapFrom, KEYS, rebound, type Command, type Pressed } from './keymap';

const PRESS: Pressed = { code: '', key: '', repeat: false, modified: false, shift: false, ctrl: false, on: 'page' };
const letter = (key: string): Partial<Pressed> => ({ code: `Key${key.toUpperCase()}`, key });

test.each<[string, Partial<Pressed>, Command | null]>([
  ['1 chooses the first', { code: 'Digit1', key: '1' }, { do: 'select', place: 0 }],
  ['9 of the pad', { code: 'Numpad9', key: '9' }, { do: 'select', place: 8 }],
  ['0 is nobody', { code: 'Digit0', key: '0' }, null],
  ['Shift adds', { code: 'Digit2', key: '@', shift: true }, { do: 'add', place: 1 }],
  ['M', letter('m'), { do: 'hush' }],
  ['A', letter('a'), { do: 'heed' }],
  ['C', letter('c'), { do: 'chat' }],
  ['L', letter('l'), { do: 'log' }],
  ['?', { code: 'Slash', key: '?', shift: true }, { do: 'help' }],
  ['? of another keyboard', { code: 'Minus', key: '?', shift: true }, { do: 'help' }],
  ['Ctrl+K', { ...letter('k'), ctrl: true, modified: true }, { do: 'find' }],
  ['Ctrl+K from a field', { ...letter('k'), ctrl: true, modified: true, on: 'field' }, { do: 'find' }],
  ['but not over a sheet', { ...letter('k'), ctrl: true, modified: true, on: 'dialog' }, null],
  ['Ctrl+C copies', { ...letter('c'), ctrl: true, modified: true }, null],
  ['Esc, wherever', { code: 'Escape', key: 'Escape', on: 'field' }, { do: 'cut' }],
  ['Esc over a sheet', { code: 'Escape', key: 'Escape', on: 'dialog' }, { do: 'cut' }],
  ['written in a field', { ...letter('m'), on: 'field' }, null],
  ['over a sheet', { ...letter('m'), on: 'dialog' }, null],
  ['on a button it still counts', { ...letter('m'), on: 'control' }, { do: 'hush' }],
  ['held down', { ...letter('m'), repeat: true }, null],
  ['any other', letter('z'), null],
  ['the pedal is held, not pressed', { code: 'F13', key: 'F13' }, null],
])('%s', (_, press, what) => {
  expect(command({ ...PRESS, ...press }, KEYS)).toEqual(what);
});

test('single letters can be switched off; what is no letter stays', () => {
  const quiet = { ...KEYS, letters: false };
  for (const press of [letter('m'), { code: 'Digit1', key: '1' }, { code: 'Slash', key: '?' }])
    expect(command({ ...PRESS, ...press }, quiet)).toBeNull();
  expect(command({ ...PRESS, ...letter('k'), ctrl: true, modified: true }, quiet)).toEqual({ do: 'find' });
  const on_f2 = rebound(quiet, 'hush', 'F2');
  expect(command({ ...PRESS, code: 'F2', key: 'F2' }, on_f2)).toEqual({ do: 'hush' });
});

test('put on the key of another, they change places', () => {
  const { keys } = rebound(KEYS, 'hush', 'KeyC');
  expect([keys.hush, keys.chat]).toEqual(['KeyC', 'KeyM']);
});

test.each([
  ['KeyQ', true],
  ['F14', true],
  ['Digit4', false],
  ['Numpad4', false],
  ['Space', false],
])('%s may be bound: %s', (code, may) => {
  expect(free(code, 'Space')).toBe(may);
});

test.each([null, 'no JSON', '{"keys":7}', '{"keys":{"hush":3,"chat":""}}', '{"keys":null}'])(
  'kept words that are no keymap: %s',
  (text) => {
    expect(keymapFrom(text)).toEqual(KEYS);
  },
);

test('what was kept comes back', () => {
  const map = { ...rebound(KEYS, 'pedal', 'F15'), letters: false };
  expect(keymapFrom(JSON.stringify(map))).toEqual(map);
});
