/** Looking for messages: what was asked, what was found, and whether there is more. */
import type { Clock, HubPort } from '../lib/ports';
import type { Why } from '../lib/reply';
import type { Event } from '../lib/wire';

const PAUSE_MS = 350; // While typing goes on nothing is asked.
const LEAST = 2;

export type Searched =
  | { readonly at: 'idle' | 'asking' }
  | { readonly at: 'found'; readonly hits: readonly Event[]; readonly more: boolean }
  | { readonly at: 'refused'; readonly code: Why };

export class SearchStore {
  readonly #hub: HubPort;
  readonly #clock: Clock;
  #words: string;
  #now: Searched;
  #turn = 0;
  #calledOff: () => void = () => undefined;

  constructor(hub: HubPort, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
    this.#words = $state.raw('');
    this.#now = $state.raw<Searched>({ at: 'idle' });
  }

  get words(): string {
    return this.#words;
  }

  get now(): Searched {
    return this.#now;
  }

  type(words: string): void {
    this.#words = words;
    this.#calledOff();
    this.#turn += 1;
    if (words.trim().length < LEAST) {
      this.#now = { at: 'idle' };
      return;
    }
    this.#calledOff = this.#clock.after(PAUSE_MS, () => void this.ask());
  }

  /** Now, and anew. */
  async ask(): Promise<void> {
    this.#calledOff();
    if (this.#words.trim().length < LEAST) return;
    this.#now = { at: 'asking' };
    await this.#fetch([], null);
  }

  async more(): Promise<void> {
    const s = this.#now;
    const last = s.at === 'found' && s.more ? s.hits.at(-1) : undefined;
    if (s.at === 'found' && last) await this.#fetch(s.hits, last.id);
  }

  forget(): void {
    this.type('');
  }

  async #fetch(before: readonly Event[], from: string | null): Promise<void> {
    const turn = (this.#turn += 1);
    const reply = await this.#hub.command('chat:search', { words: this.#words.trim(), before: from });
    if (turn !== this.#turn) return;
    if (!reply.ok) this.#now = { at: 'refused', code: reply.code };
    else this.#now = { at: 'found', hits: [...before, ...reply.hits], more: reply.more };
  }
}
