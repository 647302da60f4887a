/** By what I am reached: my ways as the hub has them, what this device can, and trying and proving them. */
import type { HubPort, InstallPort, Keep, NewId, PushPort } from '../lib/ports';
import { ofDevice, reminds, steps, type Device, type Permission, type ReachChannel, type WizardStep } from '../lib/reach-steps';
import type { No, Reply } from '../lib/reply';
import type { QrCode, ReachTested, ReachWay, ReachWays } from '../lib/wire';

export type Tried = ReachTested['tried'];

/** What was tried: its refusal stands beside it. A way's id, where it was one of them. */
export type Doing = 'load' | 'allow' | 'add' | 'code' | { readonly way: string; readonly does: 'test' | 'heard' | 'remove' };

interface Known {
  readonly mine: ReachWays | null;
  readonly permission: Permission;
  readonly busy: Doing | null;
  readonly no: { readonly at: Doing; readonly is: No } | null;
  readonly tried: Readonly<Record<string, Tried>>;
  readonly heard: readonly string[];
  readonly prepared: boolean;
  readonly put_off_ms: number | null;
  /** Of my topic of ntfy, once it was asked for. */
  readonly code: QrCode | null;
}

export interface World {
  readonly push: PushPort;
  readonly install: Pick<InstallPort, 'installed' | 'by_hand'>;
  readonly keep: Keep;
  readonly newId: NewId;
  /** This device's time of day. */
  readonly wall: () => number;
  /** What its owner knows this device by. */
  readonly label: string;
  readonly handheld: boolean;
}

const HEARD = 'reach.heard';
const PREPARED = 'reach.prepared';
const PUT_OFF = 'reach.put_off';
const HEARD_MAX = 10;
const NOT_THERE: No = { ok: false, code: 'unreachable' };

export class ReachStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #world: World;
  #known: Known;

  constructor(hub: Pick<HubPort, 'command'>, world: World) {
    this.#hub = hub;
    this.#world = world;
    const { keep, push } = world;
    this.#known = $state.raw<Known>({
      ...{ mine: null, busy: null, no: null, tried: {}, code: null },
      permission: push.permission,
      heard: (keep.read(HEARD) ?? '').split(' ').filter((id) => id !== ''),
      prepared: keep.read(PREPARED) === '1',
      put_off_ms: Number(keep.read(PUT_OFF)) || null,
    });
  }

  get now(): Known {
    return this.#known;
  }

  get device(): Device {
    const { install, handheld } = this.#world;
    return { permission: this.#known.permission, installed: install.installed, by_hand: install.by_hand, handheld };
  }

  /** Of the wizard; none before the hub has told what there is. */
  get steps(): readonly WizardStep[] {
    const { mine, prepared } = this.#known;
    if (!mine) return [];
    return steps({ device: this.device, mine, heard: this.heardHere, prepared });
  }

  get here(): ReachWay | null {
    return ofDevice(this.#known.mine?.ways ?? []);
  }

  get heardHere(): boolean {
    const { here } = this;
    return here !== null && this.#known.heard.includes(here.id);
  }

  reminds(now_ms: number): boolean {
    return this.#known.mine !== null && reminds(this.#known.mine, this.#known.put_off_ms, now_ms);
  }

  /** At every start of the page: a subscription may have been lost or changed since. */
  async begin(): Promise<void> {
    await this.load();
    await this.#register();
  }

  async load(): Promise<void> {
    const mine = await this.#hub.command('reach:mine', {});
    const permission = this.#world.push.permission;
    this.#known = mine.ok ? { ...this.#known, mine, permission } : { ...this.#known, permission };
    if (!mine.ok && !this.#known.mine) this.#known = { ...this.#known, no: { at: 'load', is: mine } };
    else if (this.#known.no?.at === 'load') this.#known = { ...this.#known, no: null };
  }

  /** To be called in a touch. */
  async allow(): Promise<void> {
    await this.#do('allow', async () => {
      const permission = await this.#world.push.ask();
      this.#known = { ...this.#known, permission };
      if (permission !== 'granted') return null;
      return (await this.#register()) ?? NOT_THERE;
    });
  }

  async test(id: string): Promise<void> {
    const tested = await this.#do({ way: id, does: 'test' }, () => this.#hub.command('reach:test', { id }));
    if (!tested) return;
    this.#known = { ...this.#known, tried: { ...this.#known.tried, [id]: tested.tried } };
    this.#put(tested.way);
  }

  /** True once the hub uses it. */
  async heard(id: string): Promise<boolean> {
    const reply = await this.#do({ way: id, does: 'heard' }, () => this.#hub.command('reach:heard', { id }));
    if (!reply) return false;
    const heard = [...this.#known.heard.filter((one) => one !== id), id].slice(-HEARD_MAX);
    this.#world.keep.write(HEARD, heard.join(' '));
    this.#known = { ...this.#known, heard };
    this.#put(reply.way);
    return true;
  }

  /** Give its id, or null when it was refused. */
  async add(channel: Exclude<ReachChannel, 'push'>, address: string): Promise<string | null> {
    const id = this.#world.newId();
    const added = await this.#do('add', () => this.#hub.command('reach:add', { id, channel, address }));
    if (!added) return null;
    await this.load(); // ntfy has its topic now.
    return added.way.id;
  }

  /** For the phone, when this is another device. */
  async showCode(): Promise<void> {
    const reply = await this.#do('code', () => this.#hub.command('reach:code', {}));
    if (reply) this.#known = { ...this.#known, code: reply.qr };
  }

  async remove(id: string): Promise<void> {
    const gone = await this.#do({ way: id, does: 'remove' }, () => this.#hub.command('reach:remove', { id }));
    const { mine } = this.#known;
    if (gone && mine) this.#known = { ...this.#known, code: null, mine: { ...mine, ways: mine.ways.filter((way) => way.id !== id) } };
  }

  /** The page on the phone's battery and silence was read. */
  prepare(): void {
    this.#world.keep.write(PREPARED, '1');
    this.#known = { ...this.#known, prepared: true };
  }

  putOff(): void {
    const now_ms = Math.round(this.#world.wall());
    this.#world.keep.write(PUT_OFF, String(now_ms));
    this.#known = { ...this.#known, put_off_ms: now_ms };
  }

  /** Leave what was said of the last try. */
  tidy(): void {
    this.#known = { ...this.#known, no: null, tried: {} };
  }

  async #register(): Promise<Reply<object> | null> {
    const vapid = this.#known.mine?.vapid;
    const subscription = vapid ? await this.#world.push.subscribe(vapid) : null;
    if (!subscription) return null;
    const reply = await this.#hub.command('reach:push', { subscription, label: this.#world.label });
    if (reply.ok) await this.load();
    return reply;
  }

  #put(way: ReachWay): void {
    const { mine } = this.#known;
    if (mine) this.#known = { ...this.#known, mine: { ...mine, ways: mine.ways.map((one) => (one.id === way.id ? way : one)) } };
  }

  /** Give what came of it, or null; ask gives null when its user let it be. */
  async #do<T extends object>(doing: Doing, ask: () => Promise<Reply<T> | null>): Promise<T | null> {
    if (this.#known.busy !== null) return null;
    this.#known = { ...this.#known, busy: doing, no: null };
    const reply = await ask();
    this.#known = { ...this.#known, busy: null };
    if (reply === null) return null;
    if (reply.ok) return reply;
    this.#known = { ...this.#known, no: { at: doing, is: reply } };
    return null;
  }
}
