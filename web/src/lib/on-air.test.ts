import { expect, test } from 'vitest';
import { lamps, OFF, onAir, PATIENCE_MS, type OnAir } from './on-air';
import type { RadioNow } from './wire';

const radio = (more: Partial<RadioNow> = {}): RadioNow => ({ channel: 'ht', kind: 'isr', up: true, ...more });
const waits: OnAir = { at: 'waits', since_ms: 0 };

test.each<[string, OnAir, boolean, RadioNow | null, number, OnAir]>([
  ['the floor alone is not the air', OFF, true, radio({ on_air: 'asked' }), 0, waits],
  ['the keyer confirms', waits, true, radio({ on_air: 'keyed' }), 50, { at: 'sent' }],
  ['it is heard back', waits, true, radio({ on_air: 'heard' }), 50, { at: 'sent' }],
  ['nothing came in time', waits, true, radio({ on_air: 'asked' }), PATIENCE_MS, { at: 'unsent', cause: 'silent' }],
  ['a moment before that', waits, true, radio({ on_air: 'asked' }), PATIENCE_MS - 1, waits],
  ['it came after all', { at: 'unsent', cause: 'silent' }, true, radio({ on_air: 'keyed' }), 900, { at: 'sent' }],
  ['the bridge let go: waiting begins anew', { at: 'sent' }, true, radio({ on_air: 'asked' }), 70, { at: 'waits', since_ms: 70 }],
  ['no bridge', OFF, true, radio({ up: false }), 0, { at: 'unsent', cause: 'no_bridge' }],
  ['its timer cut it off', { at: 'sent' }, true, radio({ latched: true }), 60_000, { at: 'unsent', cause: 'timer' }],
  ['let go', { at: 'sent' }, false, radio({ on_air: 'keyed' }), 0, OFF],
  ['no radio here', waits, true, null, 0, OFF],
])('%s', (_, before, mine, now, now_ms, then) => {
  expect(onAir(before, mine, now, now_ms)).toEqual(then);
});

test('the lamps tell what the bridge says, and a wait that is too long', () => {
  expect(lamps(radio(), OFF)).toEqual({ asked: 'off', keyed: 'off', heard: 'off' });
  expect(lamps(radio({ on_air: 'asked' }), waits)).toEqual({ asked: 'asked', keyed: 'off', heard: 'off' });
  expect(lamps(radio({ on_air: 'asked' }), { at: 'unsent', cause: 'silent' }).asked).toBe('late');
  expect(lamps(radio({ on_air: 'keyed' }), { at: 'sent' })).toEqual({ asked: 'asked', keyed: 'lit', heard: 'off' });
  expect(lamps(radio({ on_air: 'heard' }), { at: 'sent' }).heard).toBe('lit');
});
