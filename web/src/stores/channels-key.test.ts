import { beforeEach, expect, test } from 'vitest';
import type { Live } from '../lib/wire';
import { FakeConsole } from './fake-console';
import { settled } from './fake-ports';

let it: FakeConsole;

beforeEach(() => {
  it = new FakeConsole();
});

test('one press asks in each; each is on the air when it is granted, after one tone', async () => {
  await it.up('a', 'b');
  await it.press();
  expect([it.asked, it.tones.heard, it.open]).toEqual([['ptt:request v-a', 'ptt:request v-b'], ['permit'], [false, false]]);
  await it.tones.end();
  expect([it.states, it.open]).toEqual(['onair onair -', [true, true]]);
  it.talk.up();
  expect(it.open).toEqual([false, false]);
  expect(it.asked.slice(-2)).toEqual(['ptt:release v-a', 'ptt:release v-b']);
});

test('granted in one, queued in the other: only the one is heard, and the other comes without a tone', async () => {
  await it.up('a', 'b');
  it.hub.answers['ptt:request'] = { ok: true, state: 'queued', talker: 'x', place: 1 };
  await it.press();
  const granted = (room: string): Live => ({ room, kind: 'ptt', body: { voice: `v-${room}`, request: 1, state: 'granted', until_ms: 9 } });
  it.channels.live(granted('a'));
  await it.tones.end();
  expect([it.states, it.open]).toEqual(['onair queued -', [true, false]]);
  const before = it.tones.heard.length;
  it.channels.live(granted('b'));
  await settled();
  expect([it.states, it.open, it.tones.heard.length]).toEqual(['onair onair -', [true, true], before]);
});

test('an open room is held as well: nothing stays open behind the key', async () => {
  await it.up('c');
  await it.press();
  expect([it.asked, it.open]).toEqual([['mic:set v-c'], [true]]);
  it.talk.up();
  expect([it.open, it.hub.said.at(-1)]).toEqual([[false], ['mic:set', { voice: 'v-c', open: false }]]);
});

test.each<[string, () => void]>([
  ['the link is lost', () => { it.talk.lost(); }], // prettier-ignore
  ['the window goes', () => { it.talk.cancel(); }], // prettier-ignore
  ['it is let go', () => { it.talk.up(); }], // prettier-ignore
  ['the console is left', () => { it.channels.close(); }], // prettier-ignore
  ['the channels are chosen no more', () => { it.board.select('c'); }], // prettier-ignore
  ['the media worker is replaced', () => { for (const room of ['a', 'b']) it.channels.live({ room, kind: 'voice', body: { voice: `v-${room}`, why: 'restarted' } }); }], // prettier-ignore
])('un-keyed in all when %s', async (_, happens) => {
  await it.up('a', 'b');
  await it.press();
  await it.tones.end();
  expect(it.open).toEqual([true, true]);
  happens();
  expect(it.open.slice(0, 2)).toEqual([false, false]);
});

test('un-keyed where the voice is lost, on the air where it is not', async () => {
  await it.up('a', 'b');
  await it.press();
  await it.tones.end();
  it.channels.live({ room: 'a', kind: 'voice', body: { voice: 'v-a', why: 'elsewhere' } });
  expect([it.open, it.channels.channel('a')?.voice.now.at]).toEqual([[false, true], 'elsewhere']);
});

test('chosen while the key is down: asked for at the next press', async () => {
  await it.up('a');
  await it.press();
  it.board.select('b', true);
  await settled();
  expect(it.states).toBe('permitted idle -');
});

test('a grant for a key that is up again keys nobody', async () => {
  await it.up('a', 'b');
  void it.talk.down();
  it.talk.up();
  await settled();
  await it.tones.end();
  expect(it.open).toEqual([false, false]);
});

test('nothing is keyed where no path is', async () => {
  it.board.select('a');
  await settled();
  await it.press();
  expect(it.asked).toEqual([]);
});

test('the end of a talk is heard on a selected channel, of another and not of mine', async () => {
  await it.up('a');
  const floor = (talker: string | null): Live => ({
    room: 'a',
    kind: 'floor',
    body: { floor: { talker, since_ms: 0, until_ms: null, queue: [] } },
  });
  for (const talker of ['me', null, 'x', null]) it.channels.live(floor(talker));
  expect(it.tones.heard).toEqual(['over']);
});
