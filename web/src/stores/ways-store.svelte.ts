/** The ways in without a link: six digits, a password, a passkey. */
import type { DoorPort, NewId, PasskeyPort } from '../lib/ports';
import type { No, Reply } from '../lib/reply';
import type { SignedIn } from '../lib/wire';

export type Way = 'code' | 'password' | 'passkey';

export interface Trying {
  readonly way: Way;
  readonly busy: boolean;
  /** Why it did not do the last time. */
  readonly no: No | null;
  /** The password was right; the code of the authenticator app is wanted too. */
  readonly totp: boolean;
}

const AT_FIRST: Trying = { way: 'code', busy: false, no: null, totp: false };

export class WaysStore {
  readonly #door: DoorPort;
  readonly #passkeys: PasskeyPort;
  readonly #newId: NewId;
  readonly #onin: (who: SignedIn) => void;
  #trying: Trying;
  #nonce: { readonly code: string; readonly is: string } | null = null;

  constructor(door: DoorPort, passkeys: PasskeyPort, newId: NewId, onin: (who: SignedIn) => void) {
    this.#door = door;
    this.#passkeys = passkeys;
    this.#newId = newId;
    this.#onin = onin;
    this.#trying = $state.raw(AT_FIRST);
  }

  get now(): Trying {
    return this.#trying;
  }

  get passkeys(): boolean {
    return this.#passkeys.offered;
  }

  choose(way: Way): void {
    if (!this.#trying.busy) this.#trying = { ...AT_FIRST, way };
  }

  /** The same digits again are the same request: its first reply may have been lost. */
  async code(code: string): Promise<void> {
    if (this.#nonce?.code !== code) this.#nonce = { code, is: this.#newId() };
    const nonce = this.#nonce.is;
    await this.#try('code', () => this.#door.code(code, nonce));
  }

  async password(name: string, password: string, code: string): Promise<void> {
    await this.#try('password', async () => {
      const reply = await this.#door.password(name, password, code === '' ? null : code);
      return !reply.ok && reply.code === 'bad_request' ? { ...reply, code: 'wrong_credentials' } : reply; // No name of a post.
    });
  }

  async passkey(): Promise<void> {
    await this.#try('passkey', async () => {
      const asked = await this.#door.askPasskey();
      if (!asked.ok) return asked;
      const credential = await this.#passkeys.use(asked.options);
      return credential && this.#door.passkey(asked.ceremony, credential);
    });
  }

  /** ask gives null when the user let it be. */
  async #try(way: Way, ask: () => Promise<Reply<SignedIn> | null>): Promise<void> {
    if (this.#trying.busy) return;
    const before = this.#trying.way === way ? this.#trying : { ...AT_FIRST, way };
    this.#trying = { ...before, busy: true, no: null };
    const reply = await ask();
    if (reply?.ok) {
      this.#trying = AT_FIRST;
      this.#onin(reply);
    } else if (reply?.code === 'totp_needed') {
      this.#trying = { ...before, busy: false, no: null, totp: true };
    } else {
      this.#trying = { ...before, busy: false, no: reply };
    }
  }
}
