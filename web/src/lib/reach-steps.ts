/**
 * What makes this device, and its owner, reachable: the steps of the wizard, what is done of each, and what is next.
 *
 * Pure: what the device can and what the hub has are handed in. A step that this device or this hub has no
 * use for is not there.
 */
import type { ReachWay, ReachWays } from './wire';

export type ReachChannel = ReachWay['channel'];

/** none: this page or browser has no notifications at all. */
export type Permission = 'granted' | 'denied' | 'default' | 'none';

export interface Device {
  readonly permission: Permission;
  /** Notifications come only to the icon on the home screen (iPhone). */
  readonly by_hand: boolean;
  readonly installed: boolean;
  /** It is carried about, and saves its battery. */
  readonly handheld: boolean;
}

export interface Facts {
  readonly device: Device;
  readonly mine: Pick<ReachWays, 'ways' | 'channels'>;
  /** What only this device knows: that its trial was heard, that its maker's page was read. */
  readonly heard: boolean;
  readonly prepared: boolean;
}

export const STEPS = ['install', 'allow', 'hear', 'prepare', 'second', 'done'] as const;
export type StepName = (typeof STEPS)[number];

export interface WizardStep {
  readonly step: StepName;
  readonly done: boolean;
}

/** Those that ring on a phone that was put to silence come first. */
const SECOND: readonly Exclude<ReachChannel, 'push'>[] = ['ntfy', 'phone', 'message'];
const LOUD: readonly ReachChannel[] = ['ntfy', 'phone'];

/** The device that asks, as the hub calls it. */
export function ofDevice(ways: readonly ReachWay[]): ReachWay | null {
  return ways.find((way) => way.mine && way.channel === 'push' && way.state !== 'gone') ?? null;
}

/** By what other than Web Push can one be reached from this hub? */
export function seconds(channels: readonly ReachChannel[]): readonly Exclude<ReachChannel, 'push'>[] {
  return SECOND.filter((one) => channels.includes(one));
}

export function used(way: ReachWay): boolean {
  return way.state === 'good' && (way.verified_ms ?? null) !== null;
}

/** There is nothing to prove before there is something to prove it with: an iPhone is installed first. */
export function steps(facts: Facts): readonly WizardStep[] {
  const { ways, channels } = facts.mine;
  const second = ways.some((way) => way.channel !== 'push' && used(way));
  const other: readonly WizardStep[] = seconds(channels).length > 0 ? [{ step: 'second', done: second }] : [];
  return [...(channels.includes('push') ? ofPush(facts) : []), ...other, { step: 'done', done: false }];
}

function ofPush({ device, mine, heard, prepared }: Facts): readonly WizardStep[] {
  const waits = device.by_hand && !device.installed; // It has no notifications before that.
  if (device.permission === 'none' && !waits) return [];
  const here = ofDevice(mine.ways) !== null;
  const all: readonly (WizardStep & { readonly there: boolean })[] = [
    { step: 'install', done: device.installed, there: device.by_hand },
    { step: 'allow', done: device.permission === 'granted' && here, there: true },
    { step: 'hear', done: here && heard, there: true },
    { step: 'prepare', done: prepared, there: device.handheld },
  ];
  return all.filter((one) => one.there).map(({ step, done }) => ({ step, done }));
}

/** The first that is not done; one goes on there. */
export function next(all: readonly WizardStep[]): StepName {
  return all.find((one) => !one.done)?.step ?? 'done';
}

/** The one after a step, whether it is done or not: for who passes one over. */
export function after(all: readonly WizardStep[], step: StepName): StepName {
  const at = all.findIndex((one) => one.step === step);
  return all.slice(at + 1).find((one) => !one.done)?.step ?? 'done';
}

/** As the hub judges a post: by a way that rings through silence and another; by any; by none. */
export type Verdict = 'ready' | 'partly' | 'not_ready';

export function verdict(ways: readonly ReachWay[]): Verdict {
  const good = ways.filter(used);
  if (good.length > 1 && good.some((way) => LOUD.includes(way.channel))) return 'ready';
  return good.length > 0 ? 'partly' : 'not_ready';
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Remind who has no way that gets through, once a week at most. put_off_ms: when he put it off. */
export function reminds(mine: Pick<ReachWays, 'ways' | 'channels'>, put_off_ms: number | null, now_ms: number): boolean {
  if (mine.channels.length === 0 || mine.ways.some(used)) return false;
  return put_off_ms === null || now_ms - put_off_ms >= WEEK_MS || now_ms < put_off_ms;
}

export const MAKERS = ['xiaomi', 'oppo', 'vivo', 'samsung', 'iphone', 'other'] as const;
export type Maker = (typeof MAKERS)[number];

const SIGNS: readonly (readonly [Maker, RegExp])[] = [
  ['iphone', /iPhone|iPad|iPod/],
  ['xiaomi', /Xiaomi|Redmi|POCO|MiuiBrowser|\bM20\d\d/i],
  ['oppo', /OPPO|HeyTapBrowser|\bCPH\d{4}|realme|\bRMX\d{4}/i],
  ['vivo', /VivoBrowser|\bvivo\b|\bV2\d{3}\b/i],
  ['samsung', /SamsungBrowser|\bSM-[A-Z]\d/],
];

/** As the browser says who made it; most no longer say it. */
export function makerOf(agent: string): Maker {
  return SIGNS.find(([, sign]) => sign.test(agent))?.[0] ?? 'other';
}
