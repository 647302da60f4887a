/** Decisions: what is still to be done and by whom, made by who leads and carried out by their owners. */
import { noted, pressing, type Decisions } from '../lib/decision';
import { empty } from '../lib/keyed';
import { Once } from '../lib/once';
import type { HubPort, NewId } from '../lib/ports';
import type { No, Reply } from '../lib/reply';
import type { Commands, DecisionCard, DecisionSaved, Live } from '../lib/wire';

export type Plan = Omit<Commands['decision:make']['ask'], 'id'>;
export type Deed = Omit<Commands['decision:do']['ask'], 'id'>;

/** So many the hub gives at once. */
const PAGE = 50;

export class DecisionStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #once: Once;
  #all: Decisions;
  #loaded: boolean;
  #busy: boolean;
  #refused: No | null;
  #over: readonly DecisionCard[] | null;
  #more: boolean;

  constructor(hub: Pick<HubPort, 'command'>, newId: NewId) {
    this.#hub = hub;
    this.#once = new Once(newId);
    this.#all = $state.raw<Decisions>(empty());
    this.#loaded = $state.raw(false);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<No | null>(null);
    this.#over = $state.raw<readonly DecisionCard[] | null>(null);
    this.#more = $state.raw(false);
  }

  /** Those that are not over, the most pressing first; of a head his own. */
  get open(): readonly DecisionCard[] {
    return pressing(this.#all);
  }

  /** Those of which nothing more is to be done, the newest first; null until they are asked for. */
  get over(): readonly DecisionCard[] | null {
    return this.#over;
  }

  /** There may be older ones of them. */
  get more(): boolean {
    return this.#more;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the last step was not done. */
  get refused(): No | null {
    return this.#refused;
  }

  /** Those that come up in the turn of an agency. */
  of(agency: string): readonly DecisionCard[] {
    return this.open.filter((one) => one.owner_agency === agency);
  }

  async load(): Promise<void> {
    const before = this.#all;
    const found = await this.#hub.command('decision:list', {});
    if (!found.ok) {
      this.#refused = found;
      return;
    }
    const meanwhile = [...this.#all.values()].filter((one) => before.get(one.id) !== one);
    this.#all = [...found.decisions, ...meanwhile].reduce(noted, empty<DecisionCard>());
    this.#loaded = true;
    this.#refused = null;
  }

  /** The newest that are over, or those before what is here. */
  async loadOver(older: boolean): Promise<void> {
    const here = older ? (this.#over ?? []) : [];
    const found = await this.#hub.command('decision:list', { over: true, before_ms: here.at(-1)?.at_ms ?? null });
    this.#refused = found.ok ? null : found;
    if (!found.ok) return;
    this.#over = [...here, ...found.decisions];
    this.#more = found.decisions.length === PAGE;
  }

  live(live: Live): void {
    if (live.kind === 'decision') this.#all = noted(this.#all, live.body.decision);
  }

  /** True when it is saved. Asked once more without an answer, it is the same decision. */
  make(plan: Plan): Promise<boolean> {
    return this.#step('decision:make', plan, (id) => this.#hub.command('decision:make', { ...plan, id }));
  }

  /** True when it is saved. */
  act(deed: Deed): Promise<boolean> {
    return this.#step('decision:do', deed, (id) => this.#hub.command('decision:do', { ...deed, id }));
  }

  /** What was refused before is of no concern any more: something else is begun. */
  begin(): void {
    this.#refused = null;
  }

  forget(): void {
    this.#all = empty();
    this.#loaded = false;
    this.#refused = this.#over = null;
  }

  async #step(name: string, said: unknown, ask: (id: string) => Promise<Reply<DecisionSaved>>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const reply = await ask(this.#once.id(name, said));
    this.#busy = false;
    this.#once.heard(reply);
    this.#refused = reply.ok ? null : reply;
    if (reply.ok) this.#all = noted(this.#all, reply.decision);
    return reply.ok;
  }
}
