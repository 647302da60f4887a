/** Who is signed in on this device: nobody knows yet, nobody, someone; or someone who holds a link. */
import type { DoorPort } from '../lib/ports';
import type { Why } from '../lib/reply';
import type { SignedIn } from '../lib/wire';

export type Session =
  | { readonly at: 'asking' }
  | { readonly at: 'out'; readonly code: Why | null } // code: why the link did not do.
  | { readonly at: 'link'; readonly token: string; readonly who: SignedIn; readonly busy: boolean }
  | { readonly at: 'in'; readonly who: SignedIn };

export class SessionStore {
  readonly #door: DoorPort;
  readonly #onin: () => void;
  #session: Session;

  constructor(door: DoorPort, onin: () => void) {
    this.#door = door;
    this.#onin = onin;
    this.#session = $state.raw<Session>({ at: 'asking' });
  }

  get now(): Session {
    return this.#session;
  }

  /** Is there a session already? A link is not looked at then: whoever is in goes on. */
  async begin(token: string | null): Promise<void> {
    this.#session = { at: 'asking' };
    const me = await this.#door.me();
    if (me.ok) {
      this.#enter(me);
      return;
    }
    if (me.code === 'unreachable' || token === null) {
      this.#session = { at: 'out', code: me.code === 'not_signed_in' ? null : me.code };
      return;
    }
    const look = await this.#door.look(token);
    this.#session = look.ok ? { at: 'link', token, who: look, busy: false } : { at: 'out', code: look.code };
  }

  async use(): Promise<void> {
    const s = this.#session;
    if (s.at !== 'link' || s.busy) return;
    this.#session = { ...s, busy: true };
    const used = await this.#door.use(s.token);
    if (used.ok) this.#enter(used);
    else this.#session = used.code === 'unreachable' ? { ...s, busy: false } : { at: 'out', code: used.code };
  }

  async leave(): Promise<void> {
    await this.#door.leave();
    this.#session = { at: 'out', code: null };
  }

  #enter(who: SignedIn): void {
    this.#session = { at: 'in', who };
    this.#onin();
  }
}
