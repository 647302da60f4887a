import { expect, test } from 'vitest';
import { AlarmStore } from './alarm-store.svelte';

test('what was heeded is silent, what comes after it is not', () => {
  const alarms = new AlarmStore();
  alarms.heed(['bpbd']);
  expect(alarms.loud(['bpbd', 'dinkes'])).toEqual(['dinkes']);
  expect(alarms.loud(['bpbd'])).toEqual([]);
});
