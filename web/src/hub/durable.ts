/**
 * What is kept on this device for one post, in IndexedDB: a database of its own for each post, so
 * that another post that signs in here neither sees nor sends any of it.
 *
 * Private windows and full disks refuse: then what was written lives as long as the page, in
 * memory, and what was read is fetched again.
 */
import type { Item } from '../lib/outbox';
import type { Durable } from '../lib/ports';
import type { Event, Hello } from '../lib/wire';

const KEPT_EVENTS = 300;
const VERSION = 2;

type Kind = 'items' | 'events' | 'words' | 'files';

export class Shelf implements Durable {
  onitems: () => void = () => undefined;
  readonly #db: Promise<IDBDatabase | null>;
  readonly #news: BroadcastChannel | null;

  constructor(post: string) {
    this.#db = opened(`posko.${post}`);
    this.#news = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`posko.${post}`) : null;
    this.#news?.addEventListener('message', () => {
      this.onitems();
    });
  }

  async hello(): Promise<Hello | null> {
    return (await this.#read<Hello>('words', (words) => words.get('hello'))) ?? null;
  }

  keepHello(hello: Hello): void {
    void this.#write('words', (words) => words.put(hello, 'hello'));
  }

  async events(stream: string): Promise<readonly Event[]> {
    return (await this.#read<Event[]>('events', (events) => events.getAll(whole(stream)))) ?? [];
  }

  keep(stream: string, events: readonly Event[], anew: boolean): void {
    void this.#write('events', (kept) => {
      if (anew) kept.delete(whole(stream));
      for (const event of events.slice(-KEPT_EVENTS)) kept.put(event);
      const oldest = (events.at(-1)?.seq ?? 0) - KEPT_EVENTS;
      if (oldest > 0) kept.delete(IDBKeyRange.bound([stream], [stream, oldest]));
    });
  }

  forget(stream: string): void {
    void this.#write('events', (kept) => kept.delete(whole(stream)));
  }

  async items(): Promise<readonly Item[]> {
    return (await this.#read<Item[]>('items', (items) => items.getAll())) ?? [];
  }

  async save(item: Item): Promise<boolean> {
    const saved = await this.#write('items', (items) => items.put(item));
    this.#news?.postMessage('items');
    return saved;
  }

  remove(id: string): void {
    void this.#write('items', (items) => {
      items.delete(id);
    }).then(() => this.#news?.postMessage('items'));
  }

  keepFile(id: string, blob: Blob): Promise<boolean> {
    return this.#write('files', (files) => files.put(blob, id));
  }

  async file(id: string): Promise<Blob | null> {
    return (await this.#read<Blob>('files', (files) => files.get(id))) ?? null;
  }

  dropFile(id: string): void {
    void this.#write('files', (files) => {
      files.delete(id);
    });
  }

  clear(): void {
    void this.#write('events', (events) => {
      events.clear();
    });
    void this.#write('words', (words) => {
      words.clear();
    });
  }

  close(): void {
    this.onitems = () => undefined;
    this.#news?.close();
    void this.#db.then((db) => db?.close());
  }

  async #read<T>(kind: Kind, ask: (store: IDBObjectStore) => IDBRequest): Promise<T | null> {
    const db = await this.#db;
    if (!db) return null;
    try {
      const request = ask(db.transaction(kind).objectStore(kind));
      return await new Promise<T>((done, failed) => {
        request.onsuccess = () => {
          done(request.result as T);
        };
        request.onerror = () => {
          failed(request.error ?? new Error(kind));
        };
      });
    } catch {
      return null; // Closed meanwhile, or damaged: as if nothing had been kept.
    }
  }

  async #write(kind: Kind, change: (store: IDBObjectStore) => unknown): Promise<boolean> {
    const db = await this.#db;
    if (!db) return false;
    try {
      const all = db.transaction(kind, 'readwrite', { durability: kind === 'items' || kind === 'files' ? 'strict' : 'relaxed' });
      change(all.objectStore(kind));
      return await new Promise<boolean>((done) => {
        all.oncomplete = () => {
          done(true);
        };
        all.onabort = () => {
          done(false);
        };
      });
    } catch {
      return false;
    }
  }
}

/** All events of a stream: a list sorts behind every number. */
function whole(stream: string): IDBKeyRange {
  return IDBKeyRange.bound([stream], [stream, []]);
}

function opened(name: string): Promise<IDBDatabase | null> {
  return new Promise((done) => {
    try {
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        const db = request.result;
        const add = (kind: Kind, options?: IDBObjectStoreParameters): void => {
          if (!db.objectStoreNames.contains(kind)) db.createObjectStore(kind, options);
        };
        add('items', { keyPath: 'id' });
        add('events', { keyPath: ['stream', 'seq'] });
        add('words');
        add('files');
      };
      request.onsuccess = () => {
        const db = request.result;
        db.onversionchange = () => {
          db.close(); // A newer page wants to change it.
        };
        done(db);
      };
      request.onerror = () => {
        done(null);
      };
    } catch {
      done(null);
    }
  });
}
