/** Past roll-calls: the list of them, the one that is open, many beside each other, and where a post is heard again. */
import { askOf, kindOf, type Wish } from '../lib/past';
import type { CommandName, HubPort } from '../lib/ports';
import type { No, Reply } from '../lib/reply';
import type { Commands, PastHeard, PastLine, PastSeries, RecordingWhole, RollCallCompare, RollCallPastWhole } from '../lib/wire';

const PAGE = 20;

/** By roll-call. */
export type Heard = Readonly<Record<string, PastHeard>>;

export class PastStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #wish: Wish;
  #list: readonly PastLine[] | null;
  #series: readonly PastSeries[];
  #more: boolean;
  #one: RollCallPastWhole | null;
  #made: RollCallCompare | null;
  #heard: Heard;
  #busy: boolean;
  #refused: No | null;
  /** What was asked for before something else was, is not shown. */
  #asked = 0;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#wish = $state.raw<Wish>({ series: '', span: '10', month: '' });
    this.#list = $state.raw<readonly PastLine[] | null>(null);
    this.#series = $state.raw<readonly PastSeries[]>([]);
    this.#more = $state.raw(false);
    this.#one = $state.raw<RollCallPastWhole | null>(null);
    this.#made = $state.raw<RollCallCompare | null>(null);
    this.#heard = $state.raw<Heard>({});
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<No | null>(null);
  }

  /** What is asked for: of the list only the series. */
  get wish(): Wish {
    return this.#wish;
  }

  /** The newest first; null until they are known. */
  get list(): readonly PastLine[] | null {
    return this.#list;
  }

  /** To choose from. */
  get series(): readonly PastSeries[] {
    return this.#series;
  }

  get more(): boolean {
    return this.#more;
  }

  /** The one that is open; null until it is known. */
  get one(): RollCallPastWhole | null {
    return this.#one;
  }

  /** Beside each other; null until they are known. */
  get made(): RollCallCompare | null {
    return this.#made;
  }

  /** Of the row that is open: in which of them it is heard again, and from when. */
  get heard(): Heard {
    return this.#heard;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get refused(): No | null {
    return this.#refused;
  }

  /** The newest of what is wished for, or those before what is here. */
  async load(wish: Partial<Wish>, older = false): Promise<void> {
    this.#wish = { ...this.#wish, ...wish };
    const last = older ? this.#list?.at(-1) : undefined;
    const ask = { ...kindOf(this.#wish.series), before_ms: last?.rollcall.closed_ms ?? null, limit: PAGE };
    const found = await this.#ask('rollcall:past', ask);
    if (!found) return;
    this.#list = older ? [...(this.#list ?? []), ...found.rollcalls] : found.rollcalls;
    this.#series = found.series;
    this.#more = found.more;
  }

  async read(rollcall: string): Promise<void> {
    if (this.#one?.rollcall.id !== rollcall) this.#one = null;
    const found = await this.#ask('rollcall:past_read', { rollcall });
    if (found) this.#one = found;
  }

  async compare(wish: Partial<Wish>): Promise<void> {
    this.#wish = { ...this.#wish, ...wish };
    const found = await this.#ask('rollcall:compare', askOf(this.#wish));
    if (!found) return;
    this.#made = found;
    this.#series = found.series;
  }

  /** Of a row: without it the row is shown all the same. */
  async hear(post: string): Promise<void> {
    this.#heard = {};
    const rollcalls = this.#made?.columns.map(({ rollcall }) => rollcall.id) ?? [];
    const asked = this.#asked;
    const found = await this.#hub.command('rollcall:heard', { post, rollcalls });
    if (found.ok && asked === this.#asked) this.#heard = Object.fromEntries(found.heard.map((one) => [one.rollcall, one.heard]));
  }

  /** A recording that is to be heard, as its room's list opens it. */
  recording(recording: string): Promise<Reply<RecordingWhole>> {
    return this.#hub.command('recording:read', { recording });
  }

  /** Another post, or nobody. */
  forget(): void {
    this.#asked += 1;
    this.#list = this.#one = this.#made = this.#refused = null;
    this.#series = [];
    this.#heard = {};
  }

  async #ask<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Commands[N]['reply'] | null> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#busy = true;
    const found = await this.#hub.command(name, ask);
    if (asked !== this.#asked) return null;
    this.#busy = false;
    this.#refused = found.ok ? null : found;
    return found.ok ? found : null;
  }
}
