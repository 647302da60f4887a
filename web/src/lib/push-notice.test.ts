import { describe, expect, it } from 'vitest';
import { answer, cameOf, kept, noticeOf, pressed, shown, told, worth, type PushWords } from './push-notice';
import type { PushNotice } from './wire';

const WORDS: PushWords = {
  ready: 'Siap',
  unable: 'Berhalangan',
  because: 'lewat pemberitahuan',
  kept: 'tercatat: {answer}',
  waits: 'menunggu: {answer}',
  refused: 'tidak diterima',
  unread: 'ada panggilan',
};
const CALL: PushNotice = {
  kind: 'summons',
  title: 'LATIHAN · Panggilan DARURAT',
  text: 'Wali Kota: Banjir (LATIHAN)',
  tag: 's1',
  token: 't1',
  url: '/',
  summons: 's1',
  recipient: 'r1',
  profile: 'darurat',
  drill: true,
  deadline_ms: 1_000_000,
};
const TRIAL: PushNotice = { kind: 'test', title: 'Uji Posko', text: 'Ini uji.', tag: 'test', token: 't2', url: '/' };
const DAY_MS = 24 * 3_600_000;

describe('what is pushed', () => {
  it('stands on the screen under the tag of its summons, sounds each round, and has two answers', () => {
    const { title, options } = shown(noticeOf(JSON.stringify(CALL)), WORDS, 2);
    expect(title).toBe('LATIHAN · Panggilan DARURAT');
    expect(options).toMatchObject({ body: CALL.text, tag: 's1', renotify: true, requireInteraction: true, data: CALL });
    expect(options.actions).toEqual([
      { action: 'ready', title: 'Siap' },
      { action: 'unable', title: 'Berhalangan' },
    ]);
    expect(options.vibrate.length).toBeGreaterThan(3);
  });

  it('has no button where there is no room for both, and none for a trial', () => {
    expect(shown(CALL, WORDS, 1).options.actions).toEqual([]);
    const trial = shown(TRIAL, WORDS, 2);
    expect(trial.title).toBe('Uji Posko');
    expect(trial.options).toMatchObject({ actions: [], requireInteraction: false, tag: 'test' });
  });

  it.each([undefined, '', 'x', 'null', '[]', '{}', '{"title":"","text":"a","tag":"b","token":"c"}', '{"title":1}'])(
    'is shown whatever it is: %s',
    (text) => {
      expect(noticeOf(text)).toBeNull();
      expect(shown(noticeOf(text), WORDS, 2)).toMatchObject({ title: 'Posko', options: { body: 'ada panggilan', actions: [] } });
    },
  );
});

describe('a press', () => {
  it.each([
    ['ready', CALL, { do: 'answer', notice: CALL, code: 'ready' }],
    ['unable', CALL, { do: 'answer', notice: CALL, code: 'unable' }],
    ['', CALL, { do: 'open', url: '/' }],
    ['ready', TRIAL, { do: 'open', url: '/#/lain/panggilan' }],
    ['', TRIAL, { do: 'open', url: '/#/lain/panggilan' }],
    ['ready', { ...CALL, recipient: '' }, { do: 'open', url: '/' }],
    ['later', CALL, { do: 'open', url: '/' }],
    ['', null, { do: 'open', url: '/' }],
  ] as const)('on "%s"', (action, notice, does) => {
    expect(pressed(action, notice)).toEqual(does);
  });

  it('answers by the token; who is unable has a reason', () => {
    expect(answer(CALL, 'ready', WORDS, 'a1', 5.4)).toEqual({ id: 'a1', recipient: 'r1', code: 'ready', said_ms: 5, token: 't1' });
    expect(answer(CALL, 'unable', WORDS, 'a1', 5)).toMatchObject({ code: 'unable', reason: 'lewat pemberitahuan' });
  });
});

describe('an answer from a notification', () => {
  it.each([
    [null, 'waits'],
    [503, 'waits'],
    [429, 'waits'],
    [507, 'waits'],
    [200, 'kept'],
    [401, 'refused'],
    [400, 'refused'],
  ] as const)('with %s %s', (status, came) => {
    expect(cameOf(status)).toBe(came);
  });

  it('is told of in the place of what was answered, loudly only when it has to be given again', () => {
    const one = kept(answer(CALL, 'unable', WORDS, 'a1', 5), CALL, 'unable');
    expect(told('kept', one, WORDS).options).toMatchObject({ tag: 's1', body: 'tercatat: Berhalangan', renotify: false, actions: [] });
    expect(told('waits', one, WORDS).options).toMatchObject({ body: 'menunggu: Berhalangan', requireInteraction: true });
    expect(told('refused', one, WORDS).options).toMatchObject({ body: 'tidak diterima', renotify: true });
  });

  it('waits as long as its token is good, and only the last of a recipient', () => {
    const early = kept(answer(CALL, 'ready', WORDS, 'a1', 10), CALL, 'ready');
    const late = kept(answer(CALL, 'unable', WORDS, 'a2', 20), CALL, 'unable');
    const other = kept({ ...answer(CALL, 'ready', WORDS, 'a3', 5), recipient: 'r2' }, CALL, 'ready');
    expect(worth([late, early, other], 2_000_000).map((one) => one.ask.id)).toEqual(['a3', 'a2']);
    expect(worth([late], 1_000_000 + DAY_MS)).toEqual([]);
  });
});
