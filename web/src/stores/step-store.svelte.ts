/** Proving again who one is: asked when the hub wants it, and then what was asked goes on by itself. */
import type { CommandName, HubPort, PasskeyPort } from '../lib/ports';
import type { No, Reply } from '../lib/reply';
import type { Commands } from '../lib/wire';

export interface Step {
  /** What there is to prove it by. */
  readonly totp: boolean;
  readonly passkey: boolean;
  /** Where there is no second factor. */
  readonly password: boolean;
  readonly busy: boolean;
  readonly no: No | null;
}

export class StepStore {
  readonly #hub: HubPort;
  readonly #passkeys: PasskeyPort;
  #step: Step | null;
  #done: (proved: boolean) => void = () => undefined;

  constructor(hub: HubPort, passkeys: PasskeyPort) {
    this.#hub = hub;
    this.#passkeys = passkeys;
    this.#step = $state.raw<Step | null>(null);
  }

  /** Null while nothing is to be proved. */
  get now(): Step | null {
    return this.#step;
  }

  /** Ask; if the hub wants it proved first, have it proved and ask once more. */
  async through<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await ask();
    return !reply.ok && reply.code === 'step_up' && (await this.#prove()) ? ask() : reply;
  }

  /** A command that may have to be proved first. */
  ask<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Reply<Commands[N]['reply']>> {
    return this.through(() => this.#hub.command(name, ask));
  }

  async code(code: string): Promise<void> {
    await this.#try(() => this.#hub.command('step:code', { code }));
  }

  async password(password: string): Promise<void> {
    await this.#try(() => this.#hub.command('step:password', { password }));
  }

  async passkey(): Promise<void> {
    await this.#try(async () => {
      const asked = await this.#hub.command('step:begin', {});
      if (!asked.ok) return asked;
      const credential = await this.#passkeys.use(asked.options);
      return credential && this.#hub.command('step:passkey', { ceremony: asked.ceremony, credential });
    });
  }

  cancel(): void {
    this.#step = null;
    this.#done(false);
  }

  async #prove(): Promise<boolean> {
    const access = await this.#hub.command('access:show', {});
    if (!access.ok) return false;
    this.#done(false); // Whoever asked before waits in vain.
    const passkey = this.#passkeys.offered && access.passkeys.some((one) => one.here);
    const password = access.password && !access.totp && access.passkeys.length === 0;
    this.#step = { totp: access.totp, passkey, password, busy: false, no: null };
    return new Promise((done) => {
      this.#done = done;
    });
  }

  async #try(ask: () => Promise<Reply<object> | null>): Promise<void> {
    const step = this.#step;
    if (!step || step.busy) return;
    this.#step = { ...step, busy: true, no: null };
    const reply = await ask();
    if (this.now === null) return; // Called off meanwhile.
    if (reply?.ok) {
      this.#step = null;
      this.#done(true);
    } else {
      this.#step = { ...step, busy: false, no: reply };
    }
  }
}
