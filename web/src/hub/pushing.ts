/** Notifications of this device: whether they may be, the subscription, and a word to the service worker. */
import type { PushPort } from '../lib/ports';
import type { Permission } from '../lib/reach-steps';
import type { Language } from '../lib/settings';
import type { PushSubscription as Subscribed } from '../lib/wire';

/** A first start on a slow network keeps all of the page first. */
const READY_MS = 45_000;

export class Pushing implements PushPort {
  /** onopen: a notification was pressed, and this page is to show that address. */
  constructor(onopen: (hash: string) => void) {
    if (!('serviceWorker' in navigator)) return;
    navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ readonly open?: string } | null>) => {
      if (event.data?.open !== undefined) onopen(event.data.open);
    });
  }

  get permission(): Permission {
    const there = 'Notification' in window && 'PushManager' in window && 'serviceWorker' in navigator;
    return there ? Notification.permission : 'none';
  }

  async ask(): Promise<Permission> {
    if (this.permission === 'none') return 'none';
    await Notification.requestPermission().catch(() => undefined);
    return this.permission;
  }

  async subscribe(vapid: string): Promise<Subscribed | null> {
    if (this.permission !== 'granted') return null;
    try {
      const { pushManager } = await ready();
      const before = await pushManager.getSubscription();
      if (before && !sameKey(before, vapid)) await before.unsubscribe(); // Of a hub that was set up anew.
      const now = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: vapid });
      return now.toJSON() as unknown as Subscribed;
    } catch {
      return null; // No push service from here, or no service worker.
    }
  }

  greet(language: Language): void {
    if (!('serviceWorker' in navigator)) return;
    void ready()
      .then(({ active }) => active?.postMessage({ language }))
      .catch(() => undefined);
  }
}

/** Without one that could be kept there never is any: the wait has an end. */
function ready(): Promise<ServiceWorkerRegistration> {
  const late = new Promise<never>((_, failed) => {
    setTimeout(() => {
      failed(new Error('no service worker'));
    }, READY_MS);
  });
  return Promise.race([navigator.serviceWorker.ready, late]);
}

function sameKey(subscription: PushSubscription, vapid: string): boolean {
  const key = subscription.options.applicationServerKey;
  if (!key) return true; // Not told by this browser: the hub says when it is of no use.
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === vapid;
}
