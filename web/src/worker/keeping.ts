/** What the worker keeps on this device, in IndexedDB: answers that wait for a network, and the language of the page. */
import type { Kept } from '../lib/push-notice';
import type { Language } from '../lib/settings';

const NAME = 'posko-worker';
const LANGUAGE = 'language';

type Store = 'answers' | 'words';

export function keepAnswer(one: Kept): Promise<unknown> {
  return within('answers', 'readwrite', (answers) => answers.put(one, one.ask.id));
}

export function dropAnswer(id: string): Promise<unknown> {
  return within('answers', 'readwrite', (answers) => answers.delete(id));
}

export async function answers(): Promise<readonly Kept[]> {
  return (await within<Kept[]>('answers', 'readonly', (all) => all.getAll())) ?? [];
}

export function keepLanguage(language: Language): Promise<unknown> {
  return within('words', 'readwrite', (words) => words.put(language, LANGUAGE));
}

export async function language(): Promise<Language> {
  return (await within<Language>('words', 'readonly', (words) => words.get(LANGUAGE))) ?? 'id';
}

/** Null where the browser keeps nothing: a full disk, a private window. */
async function within<T>(store: Store, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T | null> {
  try {
    const db = await opened();
    try {
      const request = ask(db.transaction(store, mode).objectStore(store));
      return (await settled(request)) as T;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('answers' satisfies Store);
    request.result.createObjectStore('words' satisfies Store);
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => {
      done(request.result);
    };
    request.onerror = () => {
      failed(request.error ?? new Error(NAME));
    };
  });
}
