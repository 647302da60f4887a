/** How a room is led: my hand, my knock at a locked door, and, for who leads, what he does to others. */
import type { HubPort } from '../lib/ports';
import type { No, Why } from '../lib/reply';
import type { Live, RoomModerate } from '../lib/wire';

export type Act = RoomModerate['act'];

/** Where I wait to be let in, or was turned away. */
export interface Knock {
  readonly room: string;
  readonly at: 'waiting' | 'turned_away';
}

export interface LeadingHooks {
  /** I was let in. */
  enter(room: string): void;
}

export class LeadingStore {
  readonly #hub: HubPort;
  readonly #hooks: LeadingHooks;
  #knock: Knock | null;
  #refused: Why | null;

  constructor(hub: HubPort, hooks: LeadingHooks) {
    this.#hub = hub;
    this.#hooks = hooks;
    this.#knock = $state.raw<Knock | null>(null);
    this.#refused = $state.raw<Why | null>(null);
  }

  get knock(): Knock | null {
    return this.#knock;
  }

  /** Why the last act was not done; null when it was. */
  get refused(): Why | null {
    return this.#refused;
  }

  hand(voice: string, up: boolean): void {
    void this.#hub.command('hand:set', { voice, up });
  }

  async ask(room: string): Promise<void> {
    this.#knock = { room, at: 'waiting' };
    const reply = await this.#hub.command('room:knock', { room, waiting: true });
    if (!reply.ok && this.#knock.room === room) this.#knock = null;
    this.#told(reply);
  }

  /** Wait no more. */
  turnBack(): void {
    const knock = this.#knock;
    this.#knock = null;
    if (knock?.at === 'waiting') this.#hub.tell('room:knock', { room: knock.room, waiting: false });
  }

  async moderate(room: string, act: Act, person: string | null = null): Promise<boolean> {
    const reply = await this.#hub.command('room:moderate', { room, act, person });
    this.#told(reply);
    return reply.ok;
  }

  /** What was refused has been read. */
  heeded(): void {
    this.#refused = null;
  }

  live(live: Live): void {
    if (live.kind !== 'door' || this.#knock?.room !== live.room) return;
    if (live.body.state === 'turned_away') {
      this.#knock = { room: live.room, at: 'turned_away' };
      return;
    }
    this.#knock = null;
    this.#hooks.enter(live.room);
  }

  /** After a lost link the hub has forgotten the knock: it goes with the page. */
  linked(): void {
    if (this.#knock?.at === 'waiting') void this.ask(this.#knock.room);
  }

  forget(): void {
    this.#knock = this.#refused = null;
  }

  #told(reply: { readonly ok: true } | No): void {
    this.#refused = reply.ok ? null : reply.code;
  }
}
