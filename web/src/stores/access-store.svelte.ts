/** My ways in and my devices, and letting in the device of another; as the hub told them last. */
import type { HubPort, PasskeyPort } from '../lib/ports';
import type { No, Reply } from '../lib/reply';
import type { Access, EnrolLooked, Enrolment, SessionCard, TotpBegun } from '../lib/wire';
import type { StepStore } from './step-store.svelte';

/** What was tried: its refusal stands beside it. */
export type Doing = 'load' | 'end' | 'others' | 'act' | 'password' | 'totp' | 'passkey' | 'invite' | 'see' | 'reset';

interface Kept {
  readonly access: Access | null;
  readonly sessions: readonly SessionCard[];
  /** The app that is being set up. */
  readonly app: TotpBegun | null;
  /** To be written down, and shown only now. */
  readonly recovery: readonly string[];
  readonly invited: (Enrolment & { readonly post: string; readonly used: EnrolLooked | null }) | null;
  /** Where whoever holds a post is signed in. */
  readonly seen: { readonly post: string; readonly sessions: readonly SessionCard[] } | null;
  readonly busy: Doing | null;
  readonly no: { readonly at: Doing; readonly is: No } | null;
  /** What was done last, for a word of it. */
  readonly done: Doing | null;
}

/** What an open page shows and nothing keeps. */
const PASSING = { app: null, recovery: [], invited: null, seen: null, no: null, done: null } as const;
const NOTHING: Kept = { access: null, sessions: [], busy: null, ...PASSING };

export class AccessStore {
  readonly #hub: HubPort;
  readonly #passkeys: PasskeyPort;
  readonly #step: StepStore;
  #kept: Kept;
  #missed = false;

  constructor(hub: HubPort, passkeys: PasskeyPort, step: StepStore) {
    this.#hub = hub;
    this.#passkeys = passkeys;
    this.#step = step;
    this.#kept = $state.raw(NOTHING);
  }

  get now(): Kept {
    return this.#kept;
  }

  /** Can this page make passkeys? */
  get passkeys(): boolean {
    return this.#passkeys.offered && this.#kept.access?.passkeys_here === true;
  }

  /** Another post, or nobody: nothing of this one is left. */
  forget(): void {
    this.#missed = false;
    this.#kept = NOTHING;
  }

  /** Leave what was said of the last try, and what is not to be shown twice. */
  tidy(): void {
    this.#kept = { ...this.#kept, ...PASSING };
  }

  async load(): Promise<void> {
    const [access, list] = await Promise.all([this.#hub.command('access:show', {}), this.#hub.command('session:list', {})]);
    this.#missed = !access.ok && access.code === 'unreachable';
    if (access.ok && list.ok) this.#kept = { ...this.#kept, access, sessions: list.sessions };
    else if (!access.ok && !this.#missed) this.#refused('load', access);
  }

  /** The hub is there: what could not be asked of it before is asked now. */
  linked(): void {
    if (this.#missed) void this.load();
  }

  async end(session: string): Promise<void> {
    const ended = await this.#do('end', () => this.#hub.command('session:end', { session }));
    const seen = this.#kept.seen;
    if (ended && seen) this.#kept = { ...this.#kept, seen: { ...seen, sessions: seen.sessions.filter((one) => one.id !== session) } };
  }

  async endOthers(): Promise<void> {
    await this.#do('others', () => this.#hub.command('session:end_others', {}));
  }

  /** The page is cut off, perhaps before it has the answer, and comes back as that post. */
  async act(post: string): Promise<void> {
    const reply = await this.#hub.command('session:act', { post });
    if (!reply.ok && reply.code !== 'unreachable') this.#refused('act', reply);
  }

  async setPassword(fresh: string, old: string): Promise<boolean> {
    const ask = { new: fresh, old: old === '' ? null : old };
    return (await this.#do('password', () => this.#hub.command('password:set', ask))) !== null;
  }

  async beginApp(): Promise<void> {
    const app = await this.#do('totp', () => this.#hub.command('totp:begin', {}));
    if (app) this.#kept = { ...this.#kept, app, done: null };
  }

  async enableApp(code: string): Promise<void> {
    const enabled = await this.#do('totp', () => this.#hub.command('totp:enable', { code }));
    if (enabled) this.#kept = { ...this.#kept, app: null, recovery: enabled.recovery };
  }

  async disableApp(): Promise<void> {
    await this.#do('totp', () => this.#hub.command('totp:disable', {}));
  }

  async addPasskey(name: string): Promise<void> {
    await this.#do('passkey', async () => {
      const asked = await this.#hub.command('passkey:begin', {});
      if (!asked.ok) return asked;
      const credential = await this.#passkeys.make(asked.options);
      return credential && this.#hub.command('passkey:add', { ceremony: asked.ceremony, credential, name });
    });
  }

  async removePasskey(passkey: string): Promise<void> {
    await this.#do('passkey', () => this.#hub.command('passkey:remove', { passkey }));
  }

  async invite(post: string): Promise<void> {
    const invited = await this.#do('invite', () => this.#hub.command('enrol:issue', { post }));
    if (invited) this.#kept = { ...this.#kept, invited: { ...invited, post, used: null } };
  }

  /** Was the invitation on the screen used meanwhile? */
  async lookInvited(): Promise<void> {
    const invited = this.#kept.invited;
    if (!invited || invited.used) return;
    const used = await this.#hub.command('enrol:look', { id: invited.id });
    if (used.ok && used.used_ms !== null && this.#kept.invited === invited) this.#kept = { ...this.#kept, invited: { ...invited, used } };
  }

  async see(post: string): Promise<void> {
    const found = await this.#do('see', () => this.#hub.command('session:list', { post }));
    if (found) this.#kept = { ...this.#kept, seen: { post, sessions: found.sessions } };
  }

  async reset(post: string): Promise<void> {
    const reset = await this.#do('reset', () => this.#hub.command('access:reset', { post }));
    if (reset) this.#kept = { ...this.#kept, seen: null, invited: null };
  }

  /** Give what came of it, or null; what is shown is asked for anew. ask gives null when the user let it be. */
  async #do<T extends object>(doing: Doing, ask: () => Promise<Reply<T> | null>): Promise<T | null> {
    if (this.#kept.busy !== null) return null;
    this.#kept = { ...this.#kept, busy: doing, no: null, done: null };
    const reply = await this.#step.through(async () => (await ask()) ?? LET_BE);
    this.#kept = { ...this.#kept, busy: null };
    if (!reply.ok) {
      if (reply !== LET_BE) this.#refused(doing, reply);
      return null;
    }
    this.#kept = { ...this.#kept, done: doing };
    await this.load();
    return reply;
  }

  #refused(at: Doing, is: No): void {
    this.#kept = { ...this.#kept, no: { at, is } };
  }
}

/** The user closed the browser's dialog: nothing to be said about it. */
const LET_BE: No = { ok: false, code: 'passkey_refused' };
