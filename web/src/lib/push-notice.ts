/**
 * What a push becomes on the screen, and what a press on it means. For the service worker: pure, and used by it alone.
 *
 * Something is shown whatever comes: a browser takes the permission from who shows nothing.
 */
import type { AnswerByToken, PushNotice } from './wire';

/** What the worker says by itself, in the language of the page: the texts `push.…`. */
export interface PushWords {
  readonly ready: string;
  readonly unable: string;
  /** Why, when the answer is a press on a button. */
  readonly because: string;
  readonly kept: string;
  readonly waits: string;
  readonly refused: string;
  readonly unread: string;
}

/** A notification as browsers know it; the types of TypeScript lack the half of it. */
export interface Shown {
  readonly title: string;
  readonly options: {
    readonly body: string;
    readonly tag: string;
    readonly renotify: boolean;
    readonly requireInteraction: boolean;
    readonly lang: string;
    readonly icon: string;
    readonly badge: string;
    readonly vibrate: readonly number[];
    readonly actions: readonly { readonly action: string; readonly title: string }[];
    readonly data: PushNotice | null;
  };
}

/** What a button says. */
export type Said = 'ready' | 'unable';

/** open: the page, at its address. answer: told to the hub without a page. */
export type Pressed =
  { readonly do: 'open'; readonly url: string } | { readonly do: 'answer'; readonly notice: PushNotice; readonly code: Said };

const WAYS = '/#/lain/panggilan';
const APP = 'Posko';
const ICON = '/icons/192.png';
const LONG: readonly number[] = [600, 200, 600, 200, 600, 200, 1200];
const SHORT: readonly number[] = [300, 150, 300];
/** Fewer and there is room for a yes without its no. */
const BUTTONS = 2;
const CODES: readonly Said[] = ['ready', 'unable'];
const LOOKS = { lang: 'id', icon: ICON, badge: ICON };
/** Each round sounds, though one notification alone stands there. */
const LOUD = { renotify: true, requireInteraction: true, vibrate: LONG };

/** What came, or null when it is nothing that a hub of ours says. */
export function noticeOf(text: string | undefined): PushNotice | null {
  try {
    const found = JSON.parse(text ?? '') as Partial<PushNotice> | null;
    const whole = [found?.title, found?.text, found?.tag, found?.token].every((one) => typeof one === 'string' && one !== '');
    return whole ? (found as PushNotice) : null;
  } catch {
    return null;
  }
}

/** max_actions: how many buttons this browser has room for. */
export function shown(notice: PushNotice | null, words: PushWords, max_actions: number): Shown {
  if (notice === null) return { title: APP, options: { ...LOOKS, ...LOUD, body: words.unread, tag: 'unread', actions: [], data: null } };
  const asks = answerable(notice);
  return {
    title: notice.title,
    options: {
      ...LOOKS,
      ...LOUD,
      body: notice.text,
      tag: notice.tag,
      requireInteraction: asks,
      vibrate: notice.profile === 'darurat' ? LONG : SHORT,
      actions: asks && max_actions >= BUTTONS ? CODES.map((code) => ({ action: code, title: words[code] })) : [],
      data: notice,
    },
  };
}

export function pressed(action: string, notice: PushNotice | null): Pressed {
  if (notice === null) return { do: 'open', url: '/' };
  const code = CODES.find((one) => one === action);
  if (code && answerable(notice)) return { do: 'answer', notice, code };
  return { do: 'open', url: notice.kind === 'test' ? WAYS : notice.url };
}

function answerable(notice: PushNotice): boolean {
  return notice.kind === 'summons' && (notice.recipient ?? '') !== '';
}

/** id: one for this press, however often it is sent. now_ms: this device's time, kept as evidence. */
export function answer(notice: PushNotice, code: Said, words: PushWords, id: string, now_ms: number): AnswerByToken {
  const reason = code === 'unable' ? { reason: words.because } : {};
  return { id, recipient: notice.recipient ?? '', code, ...reason, said_ms: Math.round(now_ms), token: notice.token };
}

/** The word after an answer, in the place of what was answered; quietly. */
export function told(came: Came, one: Pick<Kept, 'title' | 'tag' | 'said'>, words: PushWords): Shown {
  return {
    title: one.title,
    options: {
      ...LOOKS,
      body: words[came].replace('{answer}', words[one.said]),
      tag: one.tag,
      renotify: came === 'refused',
      requireInteraction: came !== 'kept',
      vibrate: came === 'refused' ? SHORT : [],
      actions: [],
      data: null,
    },
  };
}

/** What became of an answer. waits: it is sent again. */
export type Came = 'kept' | 'waits' | 'refused';

/** A hub that is away, busy or has a full disk may take it later; what it refuses otherwise it refuses for good. */
export function cameOf(status: number | null): Came {
  if (status === null || status >= 500 || status === 429 || status === 408) return 'waits';
  return status >= 200 && status < 300 ? 'kept' : 'refused';
}

/** An answer that waits on this device. */
export interface Kept {
  readonly ask: AnswerByToken;
  readonly title: string;
  readonly tag: string;
  readonly said: Said;
  readonly until_ms: number;
}

const KEPT_MS = 24 * 3_600_000; // So long after the deadline a ticket is good.

export function kept(ask: AnswerByToken, notice: PushNotice, said: Said): Kept {
  const from_ms = notice.deadline_ms ?? ask.said_ms ?? 0;
  return { ask, title: notice.title, tag: notice.tag, said, until_ms: from_ms + KEPT_MS };
}

/** Those worth sending, the oldest first; one of a recipient, for the last word counts. */
export function worth(all: readonly Kept[], now_ms: number): readonly Kept[] {
  const last = new Map(all.toSorted(bySaid).map((one) => [one.ask.recipient, one]));
  return [...last.values()].filter((one) => now_ms < one.until_ms).sort(bySaid);
}

function bySaid(a: Kept, b: Kept): number {
  return (a.ask.said_ms ?? 0) - (b.ask.said_ms ?? 0);
}
