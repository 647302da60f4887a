/** Reports of mine in roll-calls: kept on this device until the hub has them, and sent one after the other. */
import { unsentOf, type Unsent } from '../lib/report-form';
import type { Clock, HubPort, Keep, NewId } from '../lib/ports';
import { passes, restMs, type No } from '../lib/reply';
import type { ReportForm, RollCallCard } from '../lib/wire';

const KEPT = 'reports.';
const AGAIN_MS = 3_000;

export class ReportQueue {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #keep: Keep;
  readonly #newId: NewId;
  readonly #clock: Pick<Clock, 'wall' | 'after'>;
  readonly #saved: (rollcall: RollCallCard) => void;
  #post = '';
  #unsent: readonly Unsent[];
  #refused: No | null;
  #sending = false;
  #callOff = (): void => undefined;

  /** saved: the hub has one. */
  constructor(
    hub: Pick<HubPort, 'command'>,
    keep: Keep,
    newId: NewId,
    clock: Pick<Clock, 'wall' | 'after'>,
    saved: (rollcall: RollCallCard) => void,
  ) {
    this.#hub = hub;
    this.#keep = keep;
    this.#newId = newId;
    this.#clock = clock;
    this.#saved = saved;
    this.#unsent = $state.raw<readonly Unsent[]>([]);
    this.#refused = $state.raw<No | null>(null);
  }

  /** The hub has not confirmed these. */
  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /** Why the last one was not taken. */
  get refused(): No | null {
    return this.#refused;
  }

  /** The hub is there; I am this post. */
  greeted(post: string): void {
    if (this.#post !== post) this.#unsent = unsentOf(this.#keep.read(KEPT + post) ?? '');
    this.#post = post;
    void this.#send();
  }

  report(rollcall: string, entry: string, form: ReportForm): void {
    this.#refused = null;
    const one = { id: this.#newId(), rollcall, entry, form, said_ms: Math.round(this.#clock.wall()) };
    this.#wait([...this.#unsent, one]);
    void this.#send();
  }

  forget(): void {
    this.#callOff();
    this.#post = '';
    this.#unsent = [];
    this.#refused = null;
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#callOff();
    this.#sending = true;
    const post = this.#post;
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      const sent = next;
      const reply = await this.#hub.command('rollcall:report', sent);
      if (this.#post !== post) break;
      if (!reply.ok && this.#stays(reply)) break;
      if (reply.ok) this.#saved(reply.rollcall);
      else this.#refused = reply;
      this.#wait(this.#unsent.filter((one) => one.id !== sent.id));
    }
    this.#sending = false;
    if (this.#post !== post) void this.#send(); // Another has signed in meanwhile, and what waits is his.
  }

  /** Does it wait on, for a hub that can save it or for its post to be signed in? */
  #stays(no: No): boolean {
    if (passes(no.code)) this.#callOff = this.#clock.after(restMs(no, AGAIN_MS), () => void this.#send());
    return passes(no.code) || no.code === 'not_signed_in';
  }

  #wait(unsent: readonly Unsent[]): void {
    this.#unsent = unsent;
    if (this.#post !== '') this.#keep.write(KEPT + this.#post, unsent.length > 0 ? JSON.stringify(unsent) : '');
  }
}
