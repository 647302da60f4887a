/** Roll-calls: what the hub tells of them, the steps of who leads one, and the reports of who is in it. */
import type { Clock, CommandName, HubPort, Keep, NewId } from '../lib/ports';
import { Once } from '../lib/once';
import type { No } from '../lib/reply';
import { SECTIONS, type Section } from '../lib/report-form';
import { entriesOf, foremost, isActive, NOTHING, told, type Boards } from '../lib/rollcall';
import type { Commands, EntryCard, Hello, Live, ReportForm, RollCallCard } from '../lib/wire';
import { DecisionStore } from './decision-store.svelte';
import { MinutesStore } from './minutes-store.svelte';
import { PastStore } from './past-store.svelte';
import { ReportDrafts } from './report-drafts';
import { ReportQueue } from './report-queue.svelte';
import { ScheduleStore } from './schedule-store.svelte';

/** Steps that a roll-call answers with its new card. */
export type StepName = Extract<CommandName, `rollcall:${string}`> &
  { [N in CommandName]: Commands[N]['reply'] extends { rollcall: RollCallCard } ? N : never }[CommandName];
type Step<N extends StepName> = Omit<Commands[N]['ask'], 'id'>;
export type Plan = Omit<Commands['rollcall:draft']['ask'], 'id' | 'rollcall' | 'posts'> & { readonly posts: readonly string[] };

export class RollCallStore {
  readonly reports: ReportQueue;
  readonly drafts: ReportDrafts;
  readonly decisions: DecisionStore;
  readonly minutes: MinutesStore;
  readonly past: PastStore;
  readonly schedule: ScheduleStore;
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #newId: NewId;
  readonly #once: Once;
  #boards: Boards;
  #loaded: boolean;
  #busy: boolean;
  #refused: No | null;
  /** Of the roll-call that is being begun. */
  #fresh = '';

  constructor(hub: Pick<HubPort, 'command'>, keep: Keep, newId: NewId, clock: Pick<Clock, 'wall' | 'after'>) {
    this.#hub = hub;
    this.#newId = newId;
    this.#once = new Once(newId);
    this.decisions = new DecisionStore(hub, newId);
    this.minutes = new MinutesStore(hub, newId);
    this.past = new PastStore(hub);
    this.schedule = new ScheduleStore(hub);
    this.#boards = $state.raw(NOTHING);
    this.#loaded = $state.raw(false);
    this.#busy = $state.raw(false);
    this.#refused = $state.raw<No | null>(null);
    this.drafts = new ReportDrafts(keep);
    this.reports = new ReportQueue(hub, keep, newId, clock, (rollcall) => {
      this.#boards = told(this.#boards, { rollcall, entries: [] });
    });
  }

  /** The id of something new. */
  newId(): string {
    return this.#newId();
  }

  /** All of it is here. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the last step was not done, and who stands in the way. */
  get refused(): No | null {
    return this.#refused;
  }

  /** The one to be looked at. */
  get foremost(): RollCallCard | null {
    return foremost(this.#boards);
  }

  card(rollcall: string): RollCallCard | null {
    return this.#boards.rollcalls.get(rollcall) ?? null;
  }

  /** Those that were held and are over, the newest first. */
  get over(): readonly RollCallCard[] {
    return [...this.#boards.rollcalls.values()].filter(({ closed_ms }) => closed_ms !== null).sort((a, b) => b.drafted_ms - a.drafted_ms);
  }

  entries(rollcall: string): readonly EntryCard[] {
    return entriesOf(this.#boards, rollcall);
  }

  /** Of a head: his own entries in roll-calls that go on. */
  get mine(): readonly { readonly rollcall: RollCallCard; readonly entry: EntryCard }[] {
    const active = [...this.#boards.rollcalls.values()].filter(isActive);
    return active.flatMap((rollcall) => this.entries(rollcall.id).map((entry) => ({ rollcall, entry })));
  }

  /** What the hello has is all a head sees; who leads asks for the whole board. */
  async hello(hello: Hello): Promise<void> {
    this.reports.greeted(hello.me.id);
    this.drafts.open(hello.me.id);
    if (hello.me.role === 'mayor' || hello.me.role === 'operator') {
      await Promise.all([this.load(), this.decisions.load()]);
      return;
    }
    this.#boards = (hello.rollcalls ?? []).reduce(told, NOTHING);
    this.#loaded = true;
    if ((hello.decisions ?? 0) > 0 || this.decisions.loaded) await this.decisions.load();
  }

  async load(): Promise<void> {
    const board = await this.#hub.command('rollcall:board', {});
    if (!board.ok) {
      this.#refused = board;
      return;
    }
    this.#boards = board.rollcalls.reduce(told, NOTHING);
    this.#refused = null;
    this.#loaded = true;
  }

  live(live: Live): void {
    this.decisions.live(live);
    if (live.kind !== 'rollcall') return;
    this.#boards = told(this.#boards, live.body);
    this.#closed(live.body.rollcall);
  }

  /** What an entry has reported last, here or in an older roll-call, and the sections it is asked. Null: it cannot be had now. */
  async last({ rollcall, id }: EntryCard): Promise<{ readonly form: ReportForm | null; readonly asked: readonly Section[] } | null> {
    const reply = await this.#hub.command('rollcall:form', { rollcall, entry: id });
    if (!reply.ok) return null;
    return { form: reply.report?.form ?? null, asked: SECTIONS.filter((one) => reply.sections?.some((each) => each === one)) };
  }

  /** Write it down and tell everybody. Asked once more without an answer, it is the same roll-call. */
  async begin(plan: Plan): Promise<boolean> {
    this.#fresh ||= this.#newId();
    const rollcall = this.#fresh;
    if (!(await this.step('rollcall:draft', { ...plan, rollcall, posts: plan.posts as Commands['rollcall:draft']['ask']['posts'] })))
      return false;
    if (!(await this.step('rollcall:announce', { rollcall }))) return false;
    this.#fresh = '';
    return true;
  }

  /** True when it is done. */
  async step<N extends StepName>(name: N, ask: Step<N>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const reply = await this.#hub.command(name, { ...ask, id: this.#once.id(name, ask) });
    this.#busy = false;
    this.#once.heard(reply);
    this.#refused = reply.ok ? null : reply;
    if (reply.ok) this.#boards = told(this.#boards, { rollcall: reply.rollcall, entries: [] });
    return reply.ok;
  }

  /** Another post, or nobody. */
  forget(): void {
    this.#boards = NOTHING;
    this.#loaded = false;
    this.#refused = null;
    this.reports.forget();
    this.drafts.open('');
    this.decisions.forget();
    this.minutes.forget();
    this.past.forget();
  }

  /** What is over is only added to: by whom it was signed, and addenda. Whoever reads its minutes sees that. */
  #closed({ id, state }: RollCallCard): void {
    if ((state === 'closed' || state === 'signed') && this.minutes.now?.content.rollcall === id) void this.minutes.read(id);
  }
}
