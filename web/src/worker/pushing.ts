/**
 * Calls to who has no page open: what is pushed stands on the screen, and a press on it answers the hub.
 *
 * An answer that finds no network is kept, and goes when the browser says that there is one again, or
 * at the next start of the page.
 */
import { answer, cameOf, kept, noticeOf, pressed, shown, told, worth, type Came, type Kept, type PushWords } from '../lib/push-notice';
import type { Language } from '../lib/settings';
import type { Beacon, PushNotice } from '../lib/wire';
import { answers, dropAnswer, keepAnswer, keepLanguage, language } from './keeping';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build (texts-plugin.ts). */
declare const __POSKO_PUSH__: Readonly<Record<Language, PushWords>>;

/** What a page says to the worker at its start. */
export interface Greeting {
  readonly language: Language;
}

/** Chromium's own, and not in the types. */
interface Syncs {
  readonly sync?: { register(tag: string): Promise<void> };
}

const AGAIN = 'answers';
const PATIENCE_MS = 8_000;

export function listen(): void {
  self.addEventListener('push', (event) => {
    event.waitUntil(come(event.data?.text()));
  });
  self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(press(event.action, event.notification.data as PushNotice | null));
  });
  self.addEventListener('sync', (event) => {
    if ((event as unknown as { tag: string }).tag === AGAIN) (event as ExtendableEvent).waitUntil(again());
  });
}

/** A page has begun. */
export async function greeted(greeting: Greeting): Promise<void> {
  await keepLanguage(greeting.language);
  await again();
}

async function come(text: string | undefined): Promise<void> {
  const notice = noticeOf(text);
  const { maxActions } = Notification as unknown as { maxActions?: number };
  const { title, options } = shown(notice, await words(), maxActions ?? 0);
  let proved: Beacon['proved'] = 'delivered';
  try {
    await self.registration.showNotification(title, options);
    proved = 'shown';
  } finally {
    if (notice) await post('/api/summons/beacon', { token: notice.token, proved } satisfies Beacon);
  }
}

async function press(action: string, notice: PushNotice | null): Promise<void> {
  const does = pressed(action, notice);
  if (does.do === 'open') {
    await open(does.url);
    return;
  }
  const said = await words();
  const ask = answer(does.notice, does.code, said, crypto.randomUUID(), Date.now());
  await keepAnswer(kept(ask, does.notice, does.code));
  await send(kept(ask, does.notice, does.code), true);
}

/** first: it was pressed just now, and its user is told that it waits. */
async function send(one: Kept, first: boolean): Promise<void> {
  const came = cameOf(await post('/api/summons/answer', one.ask));
  if (came === 'waits') await wake();
  else await dropAnswer(one.ask.id);
  if (came !== 'waits' || first) await tell(came, one);
}

async function again(): Promise<void> {
  const all = await answers();
  const now = worth(all, Date.now());
  await Promise.all(all.filter((one) => !now.includes(one)).map((one) => dropAnswer(one.ask.id)));
  for (const one of now) await send(one, false);
}

async function tell(came: Came, one: Kept): Promise<void> {
  const { title, options } = told(came, one, await words());
  await self.registration.showNotification(title, options);
}

/** Have the browser call when there is a network, where it can. */
async function wake(): Promise<void> {
  await (self.registration as Syncs).sync?.register(AGAIN).catch(() => undefined);
}

/** The page that is open comes to the front, at that address; else one is opened. */
async function open(url: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((one) => one.visibilityState === 'visible') ?? pages[0];
  if (!page) {
    await self.clients.openWindow(url);
    return;
  }
  if (url.includes('#')) page.postMessage({ open: url.slice(url.indexOf('#')) });
  await page.focus();
}

/** The status, or null when there was no answer. */
async function post(path: string, body: object): Promise<number | null> {
  try {
    const how = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(path, { ...how, signal: AbortSignal.timeout(PATIENCE_MS) })).status;
  } catch {
    return null;
  }
}

async function words(): Promise<PushWords> {
  return __POSKO_PUSH__[await language()];
}
