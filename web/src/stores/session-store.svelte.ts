/** Who is signed in on this device: nobody knows yet, nobody, someone; or someone who holds a link. */
import type { DoorPort, Keep, NewId } from '../lib/ports';
import type { Reply, Why } from '../lib/reply';
import type { SignedIn } from '../lib/wire';

export type Session =
  | { readonly at: 'asking' }
  /** code: why the link did not do. ended: someone was in, and his session is over. */
  | { readonly at: 'out'; readonly code: Why | null; readonly ended?: boolean }
  | {
      readonly at: 'link';
      readonly token: string;
      readonly who: SignedIn;
      readonly instead: SignedIn | null; // Someone else is signed in here, and would be no longer.
      readonly busy: boolean;
      readonly code: Why | null; // Why it has not been used yet, though it was tried.
    }
  | { readonly at: 'in'; readonly who: SignedIn };

const WHO = 'who';
const NONCE = 'nonce';
const TOKEN_END_CHARS = 12;

export class SessionStore {
  readonly #door: DoorPort;
  readonly #onin: (who: SignedIn) => void;
  readonly #keep: Keep | null;
  readonly #newId: NewId;
  readonly #onover: (post: string) => void;
  #session: Session;
  #turn = 0; // A second link opened meanwhile counts, the answers about the first do not.

  /**
   * keep: remembers who was in, for when the hub cannot be asked. It lets nobody in: that is the hub's to say.
   * onover: whoever was in on this device is so no longer, whoever ended it and whether a page was open or not.
   */
  constructor(
    door: DoorPort,
    onin: (who: SignedIn) => void,
    newId: NewId,
    keep: Keep | null = null,
    onover: (post: string) => void = () => undefined,
  ) {
    this.#door = door;
    this.#onin = onin;
    this.#keep = keep;
    this.#newId = newId;
    this.#onover = onover;
    this.#session = $state.raw<Session>({ at: 'asking' });
  }

  get now(): Session {
    return this.#session;
  }

  /** The post that is in, or nothing. */
  get post(): string {
    return this.#session.at === 'in' ? this.#session.who.me.id : '';
  }

  /** Is it this post that is in? Its session may act as another meanwhile. */
  is(post: string): boolean {
    return this.#session.at === 'in' && this.#session.who.me.id === post;
  }

  /** Is there a session already? Whoever is in goes on, unless the link is someone else's. */
  async begin(token: string | null): Promise<void> {
    const turn = (this.#turn += 1);
    const was_in = this.#session.at === 'in';
    this.#session = { at: 'asking' };
    const found = token === null ? await this.#here() : await this.#withLink(token);
    if (turn !== this.#turn) return;
    this.#settle(found.at === 'out' && was_in ? { ...found, ended: true } : found);
  }

  async use(): Promise<void> {
    const s = this.#session;
    if (s.at !== 'link' || s.busy) return;
    const turn = this.#turn;
    this.#session = { ...s, busy: true, code: null };
    const used = await this.#use(s.token);
    if (turn !== this.#turn) return;
    if (used.ok) this.#enter(used);
    else this.#session = used.code === 'unreachable' ? { ...s, busy: false, code: used.code } : { at: 'out', code: used.code };
  }

  /** Someone has signed in another way. */
  entered(who: SignedIn): void {
    this.#turn += 1;
    this.#enter(who);
  }

  /** Not that link: whoever was signed in here before stays. */
  stay(): void {
    const s = this.#session;
    if (s.at === 'link' && s.instead && !s.busy) this.#enter(s.instead);
  }

  /** That link does not do: another way in, then. */
  otherwise(): void {
    if (this.#session.at === 'out') this.#session = { at: 'out', code: null };
  }

  /** True once the hub has ended the session: until then this device would still be let in. */
  async leave(): Promise<boolean> {
    const left = await this.#door.leave();
    if (left.ok) this.#session = { at: 'out', code: null };
    if (left.ok) this.#over('');
    return left.ok;
  }

  async #here(): Promise<Session> {
    return outcome('', known(await this.#door.me(), this.#keep), null);
  }

  async #withLink(token: string): Promise<Session> {
    const me = await this.#door.me();
    const look = unreachable(me) ? null : await this.#door.look(token);
    const mine = me.ok ? null : await this.#again(token, look);
    return mine ? { at: 'in', who: mine } : outcome(token, me, look);
  }

  /** A link this device used without hearing the answer is its own still. */
  async #again(token: string, look: Reply<SignedIn> | null): Promise<SignedIn | null> {
    if (look === null || look.ok || look.code !== 'link_used' || this.#nonce(token) === null) return null;
    const used = await this.#use(token);
    return used.ok ? used : null;
  }

  async #use(token: string): Promise<Reply<SignedIn>> {
    const nonce = this.#nonce(token) ?? this.#newId();
    this.#keep?.write(NONCE, `${token.slice(-TOKEN_END_CHARS)} ${nonce}`);
    const used = await this.#door.use(token, nonce);
    if (used.ok || used.code !== 'unreachable') this.#keep?.write(NONCE, '');
    return used;
  }

  #nonce(token: string): string | null {
    const [end, nonce] = (this.#keep?.read(NONCE) ?? '').split(' ');
    return end === token.slice(-TOKEN_END_CHARS) ? (nonce ?? null) : null;
  }

  #settle(found: Session): void {
    if (found.at === 'in') this.#enter(found.who);
    else this.#session = found;
    if (found.at === 'out' && found.code === null) this.#over('');
  }

  /** next: the post that is in now. */
  #over(next: string): void {
    const before = remembered(this.#keep)?.me.id ?? next;
    if (before === next) return;
    this.#keep?.write(WHO, '');
    this.#onover(before);
  }

  #enter(who: SignedIn): void {
    this.#over(who.me.id);
    this.#session = { at: 'in', who };
    this.#keep?.write(WHO, JSON.stringify(who));
    this.#onin(who);
  }
}

/** Who is signed in; while the hub cannot be asked, who was. */
function known(me: Reply<SignedIn>, keep: Keep | null): Reply<SignedIn> {
  return unreachable(me) ? (remembered(keep) ?? me) : me;
}

/** Who signed in last on this device, in whichever page. */
export function remembered(keep: Keep | null): SignedIn | null {
  try {
    const who = JSON.parse(keep?.read(WHO) ?? '') as SignedIn | null;
    return typeof who?.me.id === 'string' ? who : null;
  } catch {
    return null;
  }
}

function unreachable(reply: Reply<SignedIn>): boolean {
  return !reply.ok && reply.code === 'unreachable';
}

/** look: what is known of the link, when there is one and it could be asked about. */
function outcome(token: string, me: Reply<SignedIn>, look: Reply<SignedIn> | null): Session {
  const of_another = look?.ok && !(me.ok && me.me.id === look.me.id);
  if (of_another) return { at: 'link', token, who: look, instead: me.ok ? me : null, busy: false, code: null };
  if (me.ok) return { at: 'in', who: me };
  if (look && !look.ok) return { at: 'out', code: look.code };
  return { at: 'out', code: me.code === 'not_signed_in' ? null : me.code };
}
