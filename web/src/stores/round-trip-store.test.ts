import { expect, test } from 'vitest';
import { FakeClock, FakeHub, settled } from './fake-ports';
import { RoundTripStore } from './round-trip-store.svelte';

test('the middle of the last measures is shown, a lost link forgets them, and closed nothing is asked', async () => {
  const hub = new FakeHub();
  const clock = new FakeClock();
  hub.answers['link:echo'] = { ok: true };
  let slow_ms = 10;
  let late_ms = 0;
  const clock_too = { after: clock.after.bind(clock), wall: clock.wall.bind(clock), chance: () => 0, mono: () => clock.mono() + late_ms };
  const slow = {
    command: ((name, ask) => {
      const reply = hub.command(name, ask);
      late_ms += slow_ms;
      return reply;
    }) as FakeHub['command'],
  };
  const trip = new RoundTripStore(slow, clock_too);
  expect(trip.now_ms).toBeNull();
  trip.open();
  clock.wind(0);
  await settled();
  for (const ms of [900, 20, 30]) {
    slow_ms = ms;
    clock.wind(5_000);
    await settled();
  }
  expect(trip.now_ms).toBe(30);
  trip.lost();
  expect(trip.now_ms).toBeNull();
  trip.close();
  const asked = hub.names.length;
  clock.wind(60_000);
  expect(hub.names.length).toBe(asked);
});
