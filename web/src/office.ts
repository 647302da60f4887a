/** Ties together what concerns who may come in and who is who: proving it again, ways in and devices, the directory. */
import { newId } from './chatting';
import type { Connection } from './hub/connection';
import { clock } from './hub/device';
import { passkey } from './hub/passkey';
import { AccessStore } from './stores/access-store.svelte';
import type { DirectoryStore } from './stores/directory-store.svelte';
import { NewsStore } from './stores/news-store.svelte';
import { StepStore } from './stores/step-store.svelte';

export class Office {
  readonly step: StepStore;
  readonly access: AccessStore;
  readonly news: NewsStore;
  readonly #made: () => Promise<DirectoryStore>;
  #directory: DirectoryStore | null = null;

  /** now_ms: the hub's time. */
  constructor(connection: Connection, now_ms: () => number) {
    this.step = new StepStore(connection, passkey);
    this.news = new NewsStore(connection);
    this.access = new AccessStore(connection, passkey, this.step);
    this.#made = async () => {
      const { DirectoryStore } = await import('./stores/directory-store.svelte');
      return (this.#directory ??= new DirectoryStore(connection, this.step, clock, now_ms, newId));
    };
  }

  /** The directory, fetched by those who open it. Nothing happens before the first await: the page calls this while it draws. */
  directory(): Promise<DirectoryStore> {
    return this.#made();
  }

  /** The hub is there, or something has changed in it. */
  greeted(): void {
    this.access.linked();
    void this.news.greeted();
    this.#directory?.greeted();
  }

  /** Another post, or nobody: nothing of this one is left. */
  forget(): void {
    this.access.forget();
    this.news.forget();
    this.#directory?.forget();
  }
}
