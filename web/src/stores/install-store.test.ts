import { expect, test } from 'vitest';
import type { InstallPort, Keep } from '../lib/ports';
import { InstallStore } from './install-store.svelte';
import { RenewalStore } from './renewal-store.svelte';

function phone(is: Partial<Pick<InstallPort, 'installed' | 'by_hand'>>): { port: InstallPort & { offered: boolean }; keep: Keep } {
  const kept = new Map<string, string>();
  const port = { offered: false, installed: false, by_hand: false, onchange: () => undefined, ask: () => Promise.resolve(), ...is };
  return { port, keep: { read: (name) => kept.get(name) ?? null, write: (name, value) => kept.set(name, value) } };
}

test('a browser that offers it gets a button, until it is there', () => {
  const { port, keep } = phone({});
  const install = new InstallStore(port, keep);
  expect(install.now).toBe('none');
  port.offered = true;
  port.onchange();
  expect(install.now).toBe('ask');
  port.offered = false;
  port.onchange();
  expect(install.now).toBe('none');
});

test('where only its user can do it he is told how, once', () => {
  const { port, keep } = phone({ by_hand: true });
  const install = new InstallStore(port, keep);
  expect(install.now).toBe('guide');
  install.seen();
  expect(install.now).toBe('none');
  expect(new InstallStore(port, keep).now).toBe('none');
  expect(new InstallStore(phone({ by_hand: true, installed: true }).port, keep).now).toBe('none');
});

test('a newer version is known by another build, or by a hub of another version', () => {
  let other = (): void => undefined;
  let loads = 0;
  const builds = { begin: (then: () => void) => (other = then), look: () => undefined };
  const make = (): RenewalStore => new RenewalStore(builds, () => (loads += 1));

  const by_build = make();
  by_build.greeted('1.0');
  expect(by_build.newer).toBe(false);
  other();
  expect(by_build.newer).toBe(true);
  expect(loads).toBe(0); // It never loads itself anew.
  by_build.take();
  expect(loads).toBe(1);

  const by_hub = make();
  by_hub.greeted('1.0');
  by_hub.greeted('1.0');
  expect(by_hub.newer).toBe(false);
  by_hub.greeted('1.1');
  expect(by_hub.newer).toBe(true);
});
