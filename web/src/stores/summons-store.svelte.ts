/** Calling people: whom, why and how, and the board of what became of it. */
import type { HubPort } from '../lib/ports';
import type { No, Why } from '../lib/reply';
import { inOrder, newer } from '../lib/summons';
import type { Commands, Live, RecipientCard, SummonsCard, Unreachable } from '../lib/wire';

type Issue = Commands['summons:issue']['ask'];
export type Draft = Omit<Issue, 'id' | 'knowing' | 'at_once'>;

export class SummonsStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #newId: () => string;
  #summonses: Readonly<Record<string, SummonsCard>>;
  #recipients: Readonly<Record<string, RecipientCard>>;
  #loaded: boolean;
  #busy: boolean;
  #refused: Why | null;
  #problems: readonly Unreachable[];
  #begins_ms: number | null;
  /** Of the draft that is being sent: a press that is repeated is the same summons. */
  #id = '';

  constructor(hub: Pick<HubPort, 'command'>, newId: () => string) {
    this.#hub = hub;
    this.#newId = newId;
    this.#summonses = $state.raw({});
    this.#recipients = $state.raw({});
    this.#loaded = $state.raw(false);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<Why | null>(null);
    this.#problems = $state.raw<readonly Unreachable[]>([]);
    this.#begins_ms = $state.raw<number | null>(null);
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the last thing was not done. */
  get refused(): Why | null {
    return this.#refused;
  }

  /** Who of those that are chosen cannot be rung, and when it would begin. */
  get problems(): readonly Unreachable[] {
    return this.#problems;
  }

  get begins_ms(): number | null {
    return this.#begins_ms;
  }

  get summonses(): readonly SummonsCard[] {
    return inOrder(Object.values(this.#summonses));
  }

  get recipients(): readonly RecipientCard[] {
    return Object.values(this.#recipients);
  }

  async load(): Promise<void> {
    const board = await this.#hub.command('summons:board', {});
    if (!board.ok) {
      this.#told(board);
      return;
    }
    this.#refused = null;
    this.#summonses = Object.fromEntries(board.summonses.map((one) => [one.id, one]));
    this.#take(board.recipients);
    this.#loaded = true;
  }

  live(live: Live): void {
    if (live.kind !== 'summons') return;
    const { summons, recipients } = live.body;
    this.#summonses = { ...this.#summonses, [summons.id]: summons };
    this.#take(recipients);
  }

  async check(posts: readonly string[], profile: Draft['profile']): Promise<void> {
    this.#id = this.#newId();
    if (posts.length === 0) {
      this.#problems = [];
      return;
    }
    const checked = await this.#hub.command('summons:check', { posts: [...posts], profile });
    if (!checked.ok) return;
    this.#problems = checked.problems;
    this.#begins_ms = checked.begins_ms;
  }

  /** at_once: do not wait for office hours. True when it is saved: from then on it is carried out. */
  async issue(draft: Draft, at_once: boolean): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const reply = await this.#hub.command('summons:issue', { ...draft, id: this.#id, at_once, knowing: true });
    this.#busy = false;
    this.#told(reply);
    if (reply.ok) this.#summonses = { ...this.#summonses, [reply.summons.id]: reply.summons };
    return reply.ok;
  }

  async cancel(summons: string, reason: string): Promise<void> {
    this.#told(await this.#hub.command('summons:cancel', { summons, reason }));
  }

  async push(recipient: string, act: 'climb' | 'again'): Promise<void> {
    this.#told(await this.#hub.command('summons:push', { recipient, act }));
  }

  async record(recipient: string, code: 'ready' | 'coming' | 'unable', more: { reason?: string; eta_min?: number }): Promise<void> {
    const ask = { id: this.#newId(), recipient, code, way: 'radio' as const, ...more };
    this.#told(await this.#hub.command('summons:record', ask));
  }

  forget(): void {
    this.#summonses = {};
    this.#recipients = {};
    this.#loaded = false;
    this.#refused = null;
  }

  #take(cards: readonly RecipientCard[]): void {
    this.#recipients = {
      ...this.#recipients,
      ...Object.fromEntries(cards.map((card) => [card.id, newer(this.#recipients[card.id], card)])),
    };
  }

  #told(reply: { readonly ok: true } | No): void {
    this.#refused = reply.ok ? null : reply.code;
  }
}
