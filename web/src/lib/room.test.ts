import { describe, expect, test } from 'vitest';
import { FREE as FREE_ROOM } from './moderation';
import { heard, listeners, loudness, opened, roster, talker } from './room';
import { changed, sorted } from './rooms';
import type { Live, PersonCard, RoomCard, RoomState } from './wire';

const card = (id: string, agency_short: string): PersonCard => ({ id, agency: agency_short, agency_short, post: 'Kepala', role: 'head' });
const line = (id: string, here: number): RoomCard => ({ id, name: id, mode: 'ptt', members: 5, here, talker: null });
const STATE: RoomState = {
  room: line('umum', 3),
  participants: ['pupr', 'bpbd', 'dishub'].map((person) => ({ person, since_ms: 0, mic: 'shut' as const, linked: true })),
  floor: { talker: null, since_ms: null, until_ms: null, queue: [] },
  moderation: FREE_ROOM,
  leads: false,
};
const PEOPLE = new Map([card('pupr', 'PUPR'), card('bpbd', 'BPBD'), card('dishub', 'Dishub')].map((one) => [one.id, one]));

const live = (message: Omit<Live, 'room'>, room = 'umum'): Live => ({ room, ...message }) as Live;
const floor = (talker: string | null, queue: string[] = []): Live =>
  live({ kind: 'floor', body: { floor: { talker, since_ms: 0, until_ms: 60_000, queue } } });

test('those who wait come first, in order; then by agency', () => {
  const room = heard(opened(STATE), floor('bpbd', ['pupr']), 0);
  expect(roster(room, PEOPLE, 'ptt', 0).map((one) => [one.person, one.activity, one.place])).toEqual([
    ['pupr', 'waits', 1],
    ['bpbd', 'talks', 0],
    ['dishub', 'hears', 0],
  ]);
});

test('who was given the turn is told apart from those who listen', () => {
  const called = { ...FREE_ROOM, called_on: ['bpbd'] };
  const room = heard(opened(STATE), live({ kind: 'moderation', body: called }), 0);
  expect(roster(room, PEOPLE, 'moderated', 0).map((one) => [one.person, one.activity])).toContainEqual(['bpbd', 'called']);
});

test('with all muted, those who lead every room are not', () => {
  const people = new Map([...PEOPLE, ['pupr', { ...card('pupr', 'PUPR'), role: 'operator' }]] as const);
  const muting = (by: string, one: string): unknown => {
    const room = heard(opened(STATE), live({ kind: 'moderation', body: { ...FREE_ROOM, quiet: by } }), 0);
    return roster(room, people, 'ptt', 0).find(({ person }) => person === one)?.activity;
  };
  expect([muting('bpbd', 'bpbd'), muting('bpbd', 'pupr'), muting('bpbd', 'dishub')]).toEqual(['hears', 'hears', 'muted']);
});

test('who talked last is remembered when the floor falls free', () => {
  expect(heard(heard(opened(STATE), floor('bpbd'), 0), floor(null), 0).last).toBe('bpbd');
});

test('who is on his way in does not hear yet', () => {
  const present = [{ person: 'pupr', since_ms: 0, mic: 'shut' as const, linked: false }];
  const room = heard(opened(STATE), live({ kind: 'roster', body: { present, gone: [] } }), 0);
  expect(listeners(room, 'bpbd')).toBe(1);
  expect(roster(room, PEOPLE, 'ptt', 0).at(-1)).toMatchObject({ person: 'pupr', activity: 'joins' });
});

test('people come, change and go', () => {
  const present = [{ person: 'pupr', since_ms: 0, mic: 'open' as const, linked: true }];
  const room = heard(opened(STATE), live({ kind: 'roster', body: { present, gone: ['dishub'] } }), 0);
  expect([...room.people.keys()]).toEqual(['pupr', 'bpbd']);
  expect(roster(room, PEOPLE, 'open', 0)[0]?.activity).toBe('open');
});

test('in an open room too, who calls everywhere talks', () => {
  const calls = { talker: 'walikota', since_ms: 0, until_ms: 60_000, queue: [], all_call: true };
  const room = heard(opened(STATE), live({ kind: 'floor', body: { floor: calls } }), 0);
  expect(talker(room, 'open', 5_000)).toBe('walikota');
  expect(talker(heard(room, floor(null), 0), 'open', 5_000)).toBeNull();
});

describe('who talks in an open room', () => {
  /** Levels ten times a second; who is shown at the end, `later_ms` after the last. */
  const shown = (steps: readonly Record<string, number>[], later_ms = 0): string | null => {
    const room = steps.reduce((r, levels, n) => heard(r, live({ kind: 'levels', body: { levels } }), n * 100), opened(STATE));
    return talker(room, 'open', (steps.length - 1) * 100 + later_ms);
  };

  test.each<[string, readonly Record<string, number>[], number, string | null]>([
    ['the loudest', [{ pupr: 40, bpbd: 20 }], 0, 'bpbd'],
    ['background is nobody', [{ pupr: 80 }], 0, null],
    ['a gap between words', [{ bpbd: 20 }, {}], 999, 'bpbd'],
    ['silence', [{ bpbd: 20 }, {}], 1_000, null],
    ['a cough does not take the line', [{ bpbd: 30 }, { bpbd: 30, pupr: 10 }], 0, 'bpbd'],
    ['an answer does', [{ bpbd: 30 }, { pupr: 20 }], 0, 'pupr'],
  ])('%s', (_, steps, later_ms, person) => {
    expect(shown(steps, later_ms)).toBe(person);
  });
});

test('news of another room, or of a kind from a newer hub, changes nothing', () => {
  const room = opened(STATE);
  expect(heard(room, live({ kind: 'levels', body: { levels: { pupr: 10 } } }, 'lain'), 0)).toBe(room);
  expect(heard(room, live({ kind: 'hands' as 'levels', body: { levels: {} } }), 0)).toBe(room);
});

test.each([
  [127, 0],
  [60, 0],
  [30, 0.5],
  [0, 1],
])('-%d dBov fills %d of the meter', (dbov, share) => {
  expect(loudness(dbov)).toBe(share);
});

test('busy rooms first, the hub’s order kept, news in place', () => {
  const rooms = changed([line('a', 0), line('b', 0), line('c', 1)], [line('b', 4), line('d', 0)]);
  expect(rooms.map((one) => one.id)).toEqual(['a', 'b', 'c', 'd']);
  expect(sorted(rooms).busy.map((one) => one.id)).toEqual(['b', 'c']);
});

test('in an open room, who is heard talks until he is not: no news is not silence', () => {
  const levels = (heard: Record<string, number>): Live => live({ kind: 'levels', body: { levels: heard } });
  const begun = heard(opened(STATE), levels({ bpbd: 20 }), 0);
  expect(talker(begun, 'open', 30_000)).toBe('bpbd');
  const still = heard(begun, levels({}), 30_000);
  expect(talker(still, 'open', 30_500)).toBe('bpbd'); // Speech has gaps.
  expect(talker(still, 'open', 31_500)).toBeNull();
});

test("how well each one's sound goes stands in the roster; the figures only where they are told", () => {
  const bars = (one: number): Live =>
    live({ kind: 'roster', body: { present: [{ person: 'bpbd', since_ms: 0, mic: 'shut', linked: true, bars: one }] } });
  const room = heard(opened(STATE), bars(2), 0);
  const of = (r: typeof room, person: string) => roster(r, PEOPLE, 'open', 0).find((one) => one.person === person);
  expect([of(room, 'bpbd')?.bars, of(room, 'pupr')?.bars, of(room, 'bpbd')?.quality]).toEqual([2, null, null]);
  const figures = { loss_share: 0.04, jitter_ms: 12, delay_ms: 84, concealed_share: 0 };
  const told = heard(room, live({ kind: 'quality', body: { people: { bpbd: figures } } }), 0);
  expect(of(told, 'bpbd')?.quality).toEqual(figures);
});
