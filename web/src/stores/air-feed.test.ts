import { expect, test } from 'vitest';
import type { Transmission } from '../lib/air-log';
import type { Event, StreamJoined } from '../lib/wire';
import { AirFeed } from './air-feed';

const said = (seq: number, more: { person?: string; all_call?: boolean; room?: string } = {}): Event => ({
  stream: `air:${more.room ?? 'siaga'}`,
  seq,
  id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
  kind: 'transmission',
  at_ms: seq * 1_000,
  by: more.person ?? 'bpbd',
  body: { person: more.person ?? 'bpbd', began_ms: seq * 1_000, length_ms: 500, ended: 'released', all_call: more.all_call ?? false },
});

function feeding(pages: Partial<StreamJoined>[]): { feed: AirFeed; log: Transmission[]; asked: unknown[] } {
  const log: Transmission[] = [];
  const asked: unknown[] = [];
  const feed = new AirFeed(
    {
      command: (_, ask) => {
        asked.push(ask);
        const page = pages.shift() ?? { events: [], more: false, head: 0 };
        return Promise.resolve({ ok: true, reset: false, reads: {}, events: [], more: false, head: 0, ...page } as never);
      },
    },
    (all) => log.push(...all),
  );
  return { feed, log, asked };
}

test('pages are asked for until the last, and what comes after is taken in order', async () => {
  const { feed, log, asked } = feeding([
    { events: [said(4)], more: true, head: 5 },
    { events: [said(5)], head: 5 },
  ]);
  feed.linked(['siaga']);
  await expect.poll(() => log.length).toBe(2);
  feed.event(said(5));
  feed.event(said(6));
  expect(log.map((one) => one.began_ms)).toEqual([4_000, 5_000, 6_000]);
  expect(asked).toEqual([
    { stream: 'air:siaga', after: null },
    { stream: 'air:siaga', after: 4 },
  ]);
});

test('a hole is asked for', async () => {
  const { feed, log, asked } = feeding([{ head: 3 }, { events: [said(4), said(5)], head: 5 }]);
  feed.linked(['siaga']);
  await expect.poll(() => asked.length).toBe(1);
  await Promise.resolve();
  feed.event(said(5));
  await expect.poll(() => log.length).toBe(2);
  expect(asked.at(-1)).toEqual({ stream: 'air:siaga', after: 3 });
});

test('a call to all is of no room', async () => {
  const { feed, log } = feeding([{ events: [said(1, { person: 'walikota', all_call: true })], head: 1 }]);
  feed.linked(['siaga']);
  await expect.poll(() => log[0]?.room).toBe('all-call');
});
