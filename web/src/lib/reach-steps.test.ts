import { describe, expect, it } from 'vitest';
import { after, makerOf, next, reminds, steps, verdict, type Facts } from './reach-steps';
import type { ReachWay } from './wire';

const way = (more: Partial<ReachWay>): ReachWay => ({
  ...{ id: 'w', channel: 'push', label: '', address: '', state: 'good', mine: true, added_ms: 1, verified_ms: 1 },
  ...more,
});
const PHONE = { permission: 'default', by_hand: false, installed: false, handheld: true } as const;
const NTFY = way({ id: 'n', channel: 'ntfy', mine: false });

function facts(more: Partial<Facts> = {}): Facts {
  return { device: PHONE, mine: { ways: [], channels: ['push', 'ntfy'] }, heard: false, prepared: false, ...more };
}

function shape(of: Facts): string {
  return steps(of)
    .map((one) => `${one.step}${one.done ? '+' : ''}`)
    .join(' ');
}

describe('the steps', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['of an Android phone', {}, 'allow hear prepare second done'],
    ['of an iPhone in its browser', { device: { ...PHONE, permission: 'none', by_hand: true } }, 'install allow hear prepare second done'],
    ['of an iPhone from its icon', { device: { ...PHONE, by_hand: true, installed: true } }, 'install+ allow hear prepare second done'],
    ['of a desk', { device: { ...PHONE, handheld: false } }, 'allow hear second done'],
    ['of a browser without notifications', { device: { ...PHONE, permission: 'none' } }, 'second done'],
    ['of a hub that has the telephone alone', { mine: { ways: [], channels: ['phone'] } }, 'second done'],
    ['of a hub without any', { mine: { ways: [], channels: [] } }, 'done'],
    ['where nothing else rings', { mine: { ways: [], channels: ['push'] } }, 'allow hear prepare done'],
  ])('%s', (_, more, is) => {
    expect(shape(facts(more))).toBe(is);
  });

  it('are done one after the other, each by what the hub and the device know', () => {
    const granted = { ...PHONE, permission: 'granted' } as const;
    const mine = (...ways: ReachWay[]): Facts['mine'] => ({ ways, channels: ['push', 'ntfy'] });
    expect(shape(facts({ device: granted })), 'allowed, and not yet registered').toBe('allow hear prepare second done');
    expect(shape(facts({ device: granted, mine: mine(way({})) }))).toBe('allow+ hear prepare second done');
    expect(shape(facts({ device: granted, mine: mine(way({ state: 'gone' })) }))).toBe('allow hear prepare second done');
    expect(shape(facts({ device: granted, mine: mine(way({ mine: false })) })), 'another device').toBe('allow hear prepare second done');
    const whole = { device: granted, heard: true, prepared: true };
    expect(shape(facts({ ...whole, mine: mine(way({}), { ...NTFY, state: 'unheard', verified_ms: null }) }))).toContain('second done');
    const all = facts({ ...whole, mine: mine(way({}), NTFY) });
    expect(shape(all)).toBe('allow+ hear+ prepare+ second+ done');
    expect(next(steps(all))).toBe('done');
  });

  it('go on where they were left, and over what is passed', () => {
    const all = steps(facts());
    expect(next(all)).toBe('allow');
    expect(after(all, 'allow')).toBe('hear');
    expect(after(all, 'second')).toBe('done');
    expect(after(all, 'done')).toBe('done');
  });
});

it('a verdict is as the hub has it', () => {
  expect(verdict([])).toBe('not_ready');
  expect(verdict([way({}), way({ id: 'x' })]), 'two that silence mutes').toBe('partly');
  expect(verdict([NTFY])).toBe('partly');
  expect(verdict([NTFY, way({})])).toBe('ready');
  expect(verdict([NTFY, way({ state: 'failing' })])).toBe('partly');
});

it('who has no way is reminded, and has a week when he puts it off', () => {
  const none = { ways: [way({ state: 'gone' })], channels: ['push'] as const };
  const mine = { ways: none.ways, channels: [...none.channels] };
  const day = 24 * 3_600_000;
  expect(reminds(mine, null, 0)).toBe(true);
  expect(reminds(mine, 100 * day, 106 * day)).toBe(false);
  expect(reminds(mine, 100 * day, 107 * day)).toBe(true);
  expect(reminds(mine, 100 * day, 99 * day), 'a clock that was wrong').toBe(true);
  expect(reminds({ ways: [way({})], channels: ['push'] }, null, 0)).toBe(false);
  expect(reminds({ ways: [], channels: [] }, null, 0), 'there is nothing to set up').toBe(false);
});

it.each([
  ['Mozilla/5.0 (Linux; Android 13; 22101316G) Redmi', 'xiaomi'],
  ['Mozilla/5.0 (Linux; Android 12; CPH2239)', 'oppo'],
  ['Mozilla/5.0 (Linux; Android 12; V2111)', 'vivo'],
  ['Mozilla/5.0 (Linux; Android 14; SM-A546E)', 'samsung'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'iphone'],
  ['Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0.0.0', 'other'],
])('%s was made by %s', (agent, maker) => {
  expect(makerOf(agent)).toBe(maker);
});
