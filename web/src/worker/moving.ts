/**
 * The browser changed this device's subscription: the hub is told the new one, page or no page.
 *
 * Where that fails (no network, signed out) the next start of the page tells it.
 */
import type { PushSubscription as Subscribed, ReachMine, ReachPush, ReachWays } from '../lib/wire';

declare const self: ServiceWorkerGlobalScope;

/** Not in the types of TypeScript. Browsers differ: some subscribe anew by themselves, some leave it to us. */
interface Change extends ExtendableEvent {
  readonly newSubscription?: PushSubscription | null;
  readonly oldSubscription?: PushSubscription | null;
}

const PATIENCE_MS = 8_000;

export function listenToMoves(): void {
  self.addEventListener('pushsubscriptionchange', (event) => {
    const change = event as unknown as Change;
    change.waitUntil(move(change));
  });
}

async function move({ newSubscription, oldSubscription }: Change): Promise<void> {
  try {
    const now = newSubscription ?? (await anew(oldSubscription?.options.applicationServerKey ?? (await key())));
    if (!now) return;
    const subscription = now.toJSON() as unknown as Subscribed;
    await command('reach:push', { subscription, label: '' } satisfies ReachPush); // The hub knows its name.
  } catch {
    // The next start of the page tells it.
  }
}

async function anew(applicationServerKey: ArrayBuffer | string | null): Promise<PushSubscription | null> {
  return applicationServerKey === null ? null : self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

async function key(): Promise<string | null> {
  const answer = await command('reach:mine', {} satisfies ReachMine);
  return ((await answer.json()) as Partial<ReachWays>).vapid ?? null;
}

function command(name: string, body: object): Promise<Response> {
  const how = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(`/api/command/${name}`, { ...how, signal: AbortSignal.timeout(PATIENCE_MS) });
}
