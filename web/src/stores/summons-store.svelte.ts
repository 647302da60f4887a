/** Calling people: whom, why and how, and the board of what became of it. */
import { calledAgain, oftenOf, type Often } from '../lib/groups';
import type { Act } from '../lib/ladder';
import type { HubPort, Keep } from '../lib/ports';
import type { No, Why } from '../lib/reply';
import { inOrder, newer } from '../lib/summons';
import type { Commands, DutyCall, LadderCard, Live, RecipientCard, SummonsCard, TemplateCard, Unreachable } from '../lib/wire';

type Issue = Commands['summons:issue']['ask'];
export type Draft = Omit<Issue, 'id' | 'knowing' | 'at_once'>;

/** Somebody took him in hand before me. */
export interface Taken {
  readonly post: string;
  readonly by: string;
  readonly at_ms: number;
}

/** What an operator heard; `by`: from another of that agency. */
export type Heard = 'ready' | 'coming' | 'unable';
export type HeardMore = Pick<Commands['summons:record']['ask'], 'reason' | 'eta_min' | 'by'>;

export class SummonsStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #newId: () => string;
  readonly #keep: Keep;
  #summonses: Readonly<Record<string, SummonsCard>>;
  #recipients: Readonly<Record<string, RecipientCard>>;
  #loaded: boolean;
  #broken: number;
  #busy: boolean;
  #refused: Why | null;
  #problems: readonly Unreachable[];
  #begins_ms: number | null;
  #templates: readonly TemplateCard[];
  #ladders: readonly LadderCard[];
  #channels: readonly Act[];
  #duty: readonly DutyCall[];
  #taken: Taken | null;
  /** The note that is being sent: saved twice, it is one. */
  #note: Commands['summons:note']['ask'] | null = null;
  /** Of the draft that is being sent: a press that is repeated is the same summons. */
  #id = '';

  constructor(hub: Pick<HubPort, 'command'>, newId: () => string, keep: Keep) {
    this.#hub = hub;
    this.#keep = keep;
    this.#newId = newId;
    this.#summonses = $state.raw({});
    this.#recipients = $state.raw({});
    this.#loaded = $state.raw(false);
    this.#broken = $state.raw(0);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<Why | null>(null);
    this.#problems = $state.raw<readonly Unreachable[]>([]);
    this.#begins_ms = $state.raw<number | null>(null);
    this.#templates = $state.raw<readonly TemplateCard[]>([]);
    this.#ladders = $state.raw<readonly LadderCard[]>([]);
    this.#channels = $state.raw<readonly Act[]>([]);
    this.#duty = $state.raw<readonly DutyCall[]>([]);
    this.#taken = $state.raw<Taken | null>(null);
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

  /** Words that are ready to be sent. */
  get templates(): readonly TemplateCard[] {
    return this.#templates;
  }

  /** What is done at which time, for each profile, as it is now. */
  get ladders(): readonly LadderCard[] {
    return this.#ladders;
  }

  /** What is there to call by. */
  get channels(): readonly Act[] {
    return this.#channels;
  }

  /** Of so many the record is damaged, and they are not called on. */
  get broken(): number {
    return this.#broken;
  }

  /** Of whom those on duty were told, until it is heeded here. */
  get duty(): readonly DutyCall[] {
    return this.#duty;
  }

  /** Whom I wanted to take in hand, and who had him. */
  get taken(): Taken | null {
    return this.#taken;
  }

  heedDuty(): void {
    this.#duty = [];
  }

  /** How often each post was called from here. */
  often(by: string): Often {
    return oftenOf(this.#keep.read(`called.${by}`));
  }

  /** What the form shows before anything is chosen. */
  async prepare(): Promise<void> {
    const [templates, ladders] = await Promise.all([this.#hub.command('template:list', {}), this.#hub.command('ladder:read', {})]);
    if (templates.ok) this.#templates = templates.templates;
    if (!ladders.ok) return;
    this.#channels = ladders.channels;
    this.#ladders = ladders.now;
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
    this.#broken = board.broken ?? 0;
    this.#loaded = true;
  }

  live(live: Live): void {
    if (live.kind === 'duty') this.#duty = [...this.#duty, live.body];
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
    if (!reply.ok) return false;
    const { summons } = reply;
    this.#summonses = { ...this.#summonses, [summons.id]: summons };
    this.#keep.write(`called.${summons.by}`, JSON.stringify(calledAgain(this.often(summons.by), draft.posts)));
    return true;
  }

  async cancel(summons: string, reason: string): Promise<void> {
    this.#told(await this.#hub.command('summons:cancel', { summons, reason }));
  }

  async push(recipient: string, act: 'climb' | 'again'): Promise<void> {
    this.#told(await this.#hub.command('summons:push', { recipient, act }));
  }

  async dial(recipient: string): Promise<void> {
    this.#told(await this.#hub.command('summons:dial', { id: this.#newId(), recipient }));
  }

  async take({ id, post }: RecipientCard, me: string | null): Promise<void> {
    const reply = await this.#hub.command('summons:take', { id: this.#newId(), recipient: id });
    this.#told(reply);
    if (reply.ok && reply.held && reply.held.by !== me) this.#taken = { post, ...reply.held };
  }

  async give(recipient: string): Promise<void> {
    this.#told(await this.#hub.command('summons:give', { id: this.#newId(), recipient }));
  }

  /** Why it was not kept; asked once more, it is the same note. */
  async note(recipient: string, note: string): Promise<Why | null> {
    if (this.#note?.recipient !== recipient || this.#note.note !== note) this.#note = { id: this.#newId(), recipient, note };
    const reply = await this.#hub.command('summons:note', this.#note);
    if (!reply.ok) return reply.code;
    this.#note = null;
    return null;
  }

  async record(recipient: string, code: Heard, more: HeardMore): Promise<void> {
    const ask = { id: this.#newId(), recipient, code, way: 'radio' as const, ...more };
    this.#told(await this.#hub.command('summons:record', ask));
  }

  forget(): void {
    this.#summonses = {};
    this.#recipients = {};
    this.#loaded = false;
    this.#refused = null;
    this.#taken = null;
    this.#note = null;
    this.#duty = [];
  }

  #take(cards: readonly RecipientCard[]): void {
    this.#recipients = {
      ...this.#recipients,
      ...Object.fromEntries(cards.map((card) => [card.id, newer(this.#recipients[card.id], card)])),
    };
  }

  #told(reply: { readonly ok: true } | No): void {
    this.#taken = null;
    this.#refused = reply.ok ? null : reply.code;
  }
}
