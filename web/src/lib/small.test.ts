import { expect, test } from 'vitest';
import { guide } from './browser';
import { bindable, talks, type KeyPress } from './keys';
import { address, parsed, type Route } from './route';
import { minutes, serverNow } from './server-time';
import { DEFAULTS, settingsFrom } from './settings';

const SPACE: KeyPress = { code: 'Space', repeat: false, modified: false, on: 'page' };

test.each<[string, Partial<KeyPress>, string, boolean]>([
  ['space talks', {}, 'Space', true],
  ['on the talk button too', { on: 'talk' }, 'Space', true],
  ['a repeat does not', { repeat: true }, 'Space', false],
  ['nor in a field', { on: 'field' }, 'Space', false],
  ['nor on another button', { on: 'control' }, 'Space', false],
  ['another key does', { code: 'KeyB', on: 'control' }, 'KeyB', true],
  ['nor in a dialog', { on: 'dialog' }, 'Space', false],
  ['nor with Ctrl', { modified: true }, 'Space', false],
  ['a pedal talks from a field', { code: 'F13', on: 'field' }, 'F13', true],
  ['a pedal does not talk in a dialog', { code: 'F13', on: 'dialog' }, 'F13', false],
  ['only the key that was chosen', {}, 'F13', false],
])('%s', (_, press, key, yes) => {
  expect(talks({ ...SPACE, ...press }, key)).toBe(yes);
});

test('keys that must stay what they are', () => {
  expect(['Tab', 'Escape', 'ShiftLeft', 'F13', 'KeyT'].map(bindable)).toEqual([false, false, false, true, true]);
});

test.each<[string, string, Route]>([
  ['/', '', { at: 'rooms' }],
  ['/', '#/ruang/siaga-banjir', { at: 'room', room: 'siaga-banjir', tab: 'chat' }],
  ['/', '#/ruang/siaga-banjir/suara', { at: 'room', room: 'siaga-banjir', tab: 'voice' }],
  ['/', '#/ruang/umum/pesan/120', { at: 'room', room: 'umum', tab: 'chat', message: 120 }],
  ['/', '#/cari', { at: 'search' }],
  ['/', '#/ruang/../x', { at: 'rooms' }],
  ['/', '#/lain', { at: 'settings' }],
  ['/', '#/lain/perangkat', { at: 'settings', part: 'devices' }],
  ['/', '#/lain/undang', { at: 'settings', part: 'invite' }],
  ['/', '#/lain/undang/bpbd', { at: 'settings', part: 'invite', post: 'bpbd' }],
  ['/', '#/panggilan/rekap', { at: 'record' }],
  ['/', '#/keputusan', { at: 'decisions' }],
  ['/', '#/notulen', { at: 'minutes' }],
  ['/', '#/notulen/5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001', { at: 'minutes', entry: '5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001' }],
  ['/', '#/riwayat/5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001', { at: 'past', entry: '5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001' }],
  ['/', '#/perbandingan', { at: 'compare' }],
  ['/', '#/perbandingan/bpbd', { at: 'compare', entry: 'bpbd' }],
  ['/', '#/kelola', { at: 'manage' }],
  ['/', '#/kelola/jabatan', { at: 'manage', desk: 'posts' }],
  ['/', '#/kelola/perangkat-daerah/+', { at: 'manage', desk: 'agencies', entry: '+' }],
  ['/', '#/kelola/pejabat/0b4c', { at: 'manage', desk: 'officials', entry: '0b4c' }],
  ['/', '#/kelola/rahasia/x', { at: 'rooms' }],
  ['/', '#/constructor', { at: 'rooms' }],
  ['/masuk', '#a.b_c', { at: 'link', token: 'a.b_c' }],
])('%s%s', (path, hash, route) => {
  expect(parsed(path, hash)).toEqual(route);
  if (route.at !== 'link') expect(parsed('/', address(route))).toEqual(route);
});

test.each([
  [0, '00:00'],
  [-5, '00:00'],
  [38_000, '00:38'],
  [37_001, '00:38'],
  [61_000, '01:01'],
])('%d ms is %s', (ms, text) => {
  expect(minutes(ms)).toBe(text);
});

test('server time runs on the clock that never jumps', () => {
  expect(serverNow({ server_ms: 1_000_000, mono_ms: 400 }, 1_400)).toBe(1_001_000);
});

test('wishes of the wrong kind are as delivered', () => {
  expect(settingsFrom('{"theme":"dark","volume":7,"muted":"yes","talk_key":"F13"}')).toEqual({
    ...DEFAULTS,
    theme: 'dark',
    talk_key: 'F13',
  });
  expect(settingsFrom('not json')).toEqual(DEFAULTS);
  expect(settingsFrom(null)).toEqual(DEFAULTS);
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1', 'ios'],
  ['Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile Safari/537.36', 'android'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140', 'chrome'],
  ['Mozilla/5.0 (Macintosh) Version/18.1 Safari/605.1.15', 'safari'],
])('%s', (agent, words) => {
  expect(guide(agent)).toBe(words);
});
