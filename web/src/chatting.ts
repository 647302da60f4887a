/** Ties the chat together for one post at a time: its rooms, its outbox, and what is kept of both on this device. */
import type { Connection } from './hub/connection';
import { clock, keep } from './hub/device';
import { Shelf } from './hub/durable';
import { LockLead } from './hub/lead';
import { pictures } from './hub/pictures';
import { Tus } from './hub/tus';
import type { Item } from './lib/outbox';
import type { No, Reply } from './lib/reply';
import type { Hello, Receipt } from './lib/wire';
import { backs } from './page';
import { AttachingStore } from './stores/attaching-store.svelte';
import { ChatStore, type Watch } from './stores/chat-store.svelte';
import { ComposingStore } from './stores/composing-store.svelte';
import type { HubStore } from './stores/hub-store.svelte';
import { OutboxStore } from './stores/outbox-store.svelte';
import type { Posko } from './stores/posko';
import { remembered } from './stores/session-store.svelte';
import { SearchStore } from './stores/search-store.svelte';
import { UploadStore } from './stores/upload-store.svelte';
import { ViewingStore } from './stores/viewing-store.svelte';

export class Chatting {
  readonly chat: ChatStore;
  readonly outbox: OutboxStore;
  readonly composing = new ComposingStore(keep);
  readonly search: SearchStore;
  readonly attaching = new AttachingStore(pictures, newId);
  readonly uploads: UploadStore;
  readonly viewing: ViewingStore;
  readonly #hub: HubStore;
  #post: string | null = null;
  #shelf: Shelf | null = null;

  constructor(connection: Connection, hub: HubStore, watch: Pick<Watch, 'on_air' | 'tone'>) {
    this.#hub = hub;
    this.search = new SearchStore(connection, clock);
    this.outbox = new OutboxStore({ send: (item) => this.#send(connection, item) }, clock, newId, (room) => {
      this.outbox.seen(room, this.chat.room(room)?.stream.now.at ?? 0);
    });
    const tus = new Tus(() => this.#post);
    this.viewing = new ViewingStore(tus, pictures, backs());
    this.uploads = new UploadStore(tus, clock, pictures, {
      brought: (id) => {
        this.outbox.feed({ is: 'brought', id });
      },
      failed: (id, reply) => {
        this.outbox.feed({ is: 'answered', id, reply });
      },
    });
    this.outbox.bringer = this.uploads;
    this.chat = new ChatStore(connection, clock, {
      ...watch,
      now_ms: () => hub.at(clock.mono()),
      seen: () => !document.hidden,
      grown: (room, seq) => {
        this.outbox.seen(room, seq);
      },
    });
  }

  /** As a shell is handed them. */
  get stores(): Pick<Posko, 'chat' | 'outbox' | 'composing' | 'search' | 'attaching' | 'uploads' | 'viewing'> {
    const { chat, outbox, composing, search, attaching, uploads, viewing } = this;
    return { chat, outbox, composing, search, attaching, uploads, viewing };
  }

  /** A post is signed in. If it is another than before, nothing of the one before is left. */
  open(post: string): void {
    if (post === this.#post) return;
    this.close(false);
    const shelf = new Shelf(post);
    const lead = new LockLead(post);
    if (!document.hidden) lead.take();
    this.#post = post;
    this.#shelf = shelf;
    this.chat.open(shelf, post);
    this.composing.open(post);
    this.uploads.open(shelf);
    void this.outbox.open(shelf, lead);
    void shelf.hello().then((hello) => {
      if (!hello || shelf !== this.#shelf) return;
      this.#hub.restore(hello);
      this.chat.restore(hello);
    });
  }

  /** clear: forget what was read here as well. */
  close(clear: boolean): void {
    if (clear) this.#shelf?.clear();
    this.chat.close();
    this.outbox.close();
    this.uploads.close();
    this.attaching.clear();
    this.viewing.close();
    this.search.forget();
    this.#shelf?.close();
    this.#shelf = this.#post = null;
    this.#hub.forget();
  }

  /** Another post has signed in on this device, in another page: ours may not speak with its session. */
  get displaced(): boolean {
    const who = remembered(keep);
    return this.#post !== null && who !== null && who.me.id !== this.#post;
  }

  hello(hello: Hello): void {
    this.#shelf?.keepHello(hello);
    this.chat.hello(hello);
    this.outbox.linked();
    this.uploads.linked();
  }

  #send(connection: Connection, item: Item): Promise<Reply<Receipt>> {
    const post = this.#post;
    return post === null || this.displaced ? Promise.resolve(NOT_OURS) : connection.send(item, post);
  }
}

/** Whoever was in on this device is so no longer: what was read here goes. What was not sent yet waits for the same post. */
export function forgetRead(post: string): void {
  const shelf = new Shelf(post);
  shelf.clear();
  shelf.close();
}

/** What was written by one post is never sent in the name of another. */
const NOT_OURS: No = { ok: false, code: 'not_signed_in' };

/** On plain http, where a browser has no randomUUID, made of random bytes the same way (RFC 9562, version 4). */
export function newId(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join('-');
}
