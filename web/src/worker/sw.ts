/**
 * The service worker: what the page is made of, kept on this device, so that Posko opens without a network.
 *
 * And what is pushed to this device comes here (pushing.ts).
 *
 * It knows nothing of messages: those are in IndexedDB, and what goes to the hub passes it by. A new
 * build takes over as soon as all of it is here, since a page that is open keeps getting its own
 * parts: they carry a hash in their names, and the build before is kept. When to load anew is the page's to say.
 */
import { listenToMoves } from './moving';
import { greeted, listen, type Greeting } from './pushing';
import { hashed, speaks, store, way, worn, type Build } from '../lib/offline';

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build (offline-plugin.ts). */
declare const __POSKO_BUILD__: Build;

const BUILD = __POSKO_BUILD__;
const PAGE = '/';
const PATIENCE_MS = 3_000;
const NO_VARIANTS = { ignoreVary: true }; // Kept is what was unpacked, whatever it was packed with.

self.addEventListener('install', (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  const is = way({ method: request.method, mode: request.mode, path: pathname });
  if (is === 'page') event.respondWith(page(request));
  if (is === 'part') event.respondWith(part(request, pathname));
});

/** Which build is this? A page asks, to know whether it is an older one. Or it has begun, and says so. */
self.addEventListener('message', (event) => {
  event.ports[0]?.postMessage(BUILD.entry);
  const said = event.data as Partial<Greeting> | string | null;
  if (said && typeof said === 'object' && said.language) event.waitUntil(greeted({ language: said.language }));
});

listen();
listenToMoves();

async function fill(): Promise<void> {
  const cache = await caches.open(store(BUILD));
  // What has a hash may come from the browser's own store; the rest must be of this build.
  await cache.addAll([PAGE, ...BUILD.files].map((path) => new Request(path, { cache: hashed(path) ? 'default' : 'reload' })));
}

async function tidy(): Promise<void> {
  await Promise.all(worn(await caches.keys(), BUILD).map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  const fresh = fetch(request);
  try {
    const answer = await Promise.race([fresh, late()]);
    if (speaks(answer.status)) return answer;
  } catch {
    // No network, or one that does not answer.
  }
  return (await (await caches.open(store(BUILD))).match(PAGE)) ?? fresh;
}

async function part(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(store(BUILD));
  const kept = (await cache.match(request, NO_VARIANTS)) ?? (hashed(path) ? await caches.match(request, NO_VARIANTS) : undefined);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && hashed(path)) await cache.put(request, fresh.clone()).catch(() => undefined); // A full disk: next time again.
  return fresh;
}

function late(): Promise<never> {
  return new Promise((_, failed) => {
    setTimeout(() => {
      failed(new Error('late'));
    }, PATIENCE_MS);
  });
}
