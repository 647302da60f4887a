/** Whether there is a newer version of this page than the one that runs. */
import type { Builds } from '../lib/ports';

export class RenewalStore {
  readonly #builds: Builds;
  readonly #load: () => void;
  #newer: boolean;
  #version: string | null = null;

  /** load: load the page anew. */
  constructor(builds: Builds, load: () => void) {
    this.#builds = builds;
    this.#load = load;
    this.#newer = $state.raw(false);
  }

  get newer(): boolean {
    return this.#newer;
  }

  /** The hub is there: after a restart it may bring another page. Without a service worker its version tells. */
  greeted(version: string): void {
    this.#version ??= version;
    if (this.#version !== version) this.#newer = true;
    this.#builds.begin(() => {
      this.#newer = true;
    });
    this.#builds.look();
  }

  take(): void {
    this.#load();
  }
}
