/** The service worker, as a page sees it: it is registered, looked for anew, and tells when a build came that is not ours. */
import type { Builds } from '../lib/ports';

/** Only from our own code may a worker come (the hub's Content-Security-Policy). */
interface Scripts {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

export class Workers implements Builds {
  #registration: ServiceWorkerRegistration | null = null;
  #begun = false;

  /** Keep this build for a start without a network. onother: another is here, and the next start is of it. */
  begin(onother: () => void): void {
    if (this.#begun || !('serviceWorker' in navigator)) return; // Not over plain http.
    this.#begun = true;
    void this.#register(onother).catch(() => undefined); // A private window, or a full disk: then there is none.
  }

  look(): void {
    void this.#registration?.update().catch(() => undefined);
  }

  async #register(onother: () => void): Promise<void> {
    const registration = await navigator.serviceWorker.register(ours('/sw.js'), { updateViaCache: 'none' });
    this.#registration = registration;
    const watch = (worker: ServiceWorker | null): void => {
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'activated') void ask(worker);
      });
    };
    const ask = async (worker: ServiceWorker): Promise<void> => {
      if ((await entry(worker)) !== mine()) onother();
    };
    watch(registration.installing);
    registration.addEventListener('updatefound', () => {
      watch(registration.installing);
    });
  }
}

function ours(path: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Scripts };
  return trustedTypes?.createPolicy('posko-worker', { createScriptURL: (url) => url }).createScriptURL(path) ?? path;
}

/** The script this page began with. */
function mine(): string {
  return new URL(document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? '/', location.href).pathname;
}

function entry(worker: ServiceWorker): Promise<string> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<string>) => {
      done(event.data);
    };
    worker.postMessage('entry', [port2]);
  });
}
