/** Minutes (notulen): which roll-calls have them, those of one, and the words in them that may still be changed. */
import { Once } from '../lib/once';
import type { HubPort, NewId } from '../lib/ports';
import type { No } from '../lib/reply';
import type { Commands, MinutesWhole, RollCallCard } from '../lib/wire';

export type Words = Omit<Commands['minutes:edit']['ask'], 'id' | 'rollcall'>;

const PAGE = 20;

export class MinutesStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #once: Once;
  #list: readonly RollCallCard[] | null;
  #more: boolean;
  #now: MinutesWhole | null;
  #busy: boolean;
  #refused: No | null;
  /** What was asked for before another was opened is not shown. */
  #asked = '';

  constructor(hub: Pick<HubPort, 'command'>, newId: NewId) {
    this.#hub = hub;
    this.#once = new Once(newId);
    this.#list = $state.raw<readonly RollCallCard[] | null>(null);
    this.#more = $state.raw(false);
    this.#now = $state.raw<MinutesWhole | null>(null);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<No | null>(null);
  }

  /** Roll-calls that are over, the newest first; null until they are known. */
  get list(): readonly RollCallCard[] | null {
    return this.#list;
  }

  /** There may be older ones. */
  get more(): boolean {
    return this.#more;
  }

  /** Those that are open; null until they are known. */
  get now(): MinutesWhole | null {
    return this.#now;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get refused(): No | null {
    return this.#refused;
  }

  /** The newest, or those before what is here. */
  async load(older: boolean): Promise<void> {
    const before_ms = older ? (this.#last ?? null) : null;
    const found = await this.#hub.command('rollcall:history', { before_ms, limit: PAGE });
    this.#refused = found.ok ? null : found;
    if (!found.ok) return;
    const over = found.rollcalls.filter(({ state }) => state === 'closed' || state === 'signed');
    this.#list = older ? [...(this.#list ?? []), ...over] : over;
    this.#last = found.rollcalls.at(-1)?.drafted_ms ?? null;
    this.#more = found.rollcalls.length === PAGE;
  }

  async read(rollcall: string): Promise<void> {
    if (this.#asked !== rollcall) this.#now = null;
    this.#asked = rollcall;
    const found = await this.#hub.command('minutes:read', { rollcall });
    if (this.#asked !== rollcall) return;
    this.#refused = found.ok ? null : found;
    if (found.ok) this.#now = found;
  }

  /** True when the new version is saved. Asked once more without an answer, it is the same one. */
  async edit(rollcall: string, words: Words): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const id = this.#once.id(rollcall, words);
    const reply = await this.#hub.command('minutes:edit', { ...words, id, rollcall });
    this.#busy = false;
    this.#once.heard(reply);
    this.#refused = reply.ok ? null : reply;
    if (reply.ok && this.#asked === rollcall) this.#now = reply;
    return reply.ok;
  }

  forget(): void {
    this.#list = this.#now = this.#refused = null;
    this.#asked = '';
  }

  /** When the last of what was read was written down. */
  #last: number | null = null;
}
