import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../lib/reply';
import { UNREACHABLE } from '../lib/reply';
import { waitingOf } from '../lib/summons';
import type { Hello, Live, RingCard } from '../lib/wire';
import { FakeClock } from './fake-ports';
import { RingStore } from './ring-store.svelte';

const RING = { summons: 's1', recipient: 'r1', round: 1 } as RingCard;

const SAID_MS = new FakeClock().wall();

class Kept {
  readonly #kept: Record<string, string> = {};
  read = (name: string): string | null => this.#kept[name] ?? null;
  write = (name: string, value: string): void => {
    this.#kept[name] = value;
  };
}

function hello(rings: readonly RingCard[]): Hello {
  return { me: { id: 'bpbd' }, rings } as Hello;
}

function town(replies: Reply<object>[], keep = new Kept(), ids = 'c') {
  const asked: { name: string; ask: unknown }[] = [];
  const hub = {
    answer: (ask: unknown, post: string) => {
      asked.push({ name: `answer as ${post}`, ask });
      return Promise.resolve(replies.shift() ?? { ok: true });
    },
    tell: (name: string, ask: unknown) => void asked.push({ name, ask }),
  };
  let n = 0;
  const clock = new FakeClock();
  const store = new RingStore(hub as never, keep, () => `${ids}${(n += 1)}`, clock);
  return { store, asked, keep, clock };
}

const settled = async (): Promise<void> => {
  await new Promise((done) => setTimeout(done, 0));
  flushSync();
};

describe('a ring', () => {
  it('is quiet at once when it is answered, and stays so', async () => {
    const { store, asked } = town([{ ok: true }]);
    store.hello(hello([RING]));
    expect(store.now).toEqual([RING]);
    store.answer(RING, { code: 'coming', eta_min: 15 });
    expect(store.now).toEqual([]);
    await settled();
    expect(asked).toEqual([{ name: 'answer as bpbd', ask: { id: 'c1', recipient: 'r1', code: 'coming', eta_min: 15, said_ms: SAID_MS } }]);
    expect(store.waiting).toEqual([]);
    expect(store.now, 'the hub has not yet said that it is quiet').toEqual([]);
  });

  it('is told of as waiting until the hub has the answer, and no more once that was refused', async () => {
    const kept = town([UNREACHABLE, { ok: true }]);
    kept.store.hello(hello([RING]));
    expect(kept.store.last).toBe(null);
    kept.store.answer(RING, { code: 'unable', reason: 'Sakit' });
    await settled();
    expect(kept.store.last).toMatchObject({ ask: { code: 'unable', reason: 'Sakit' }, kept: false });
    kept.store.hello(hello([]));
    await settled();
    expect(kept.store.last).toMatchObject({ kept: true });
    kept.store.forget();
    expect(kept.store.last).toBe(null);

    const no = town([{ ok: false, code: 'bad_answer' }]);
    no.store.hello(hello([RING]));
    no.store.answer(RING, { code: 'ready' });
    await settled();
    expect(no.store.last).toBe(null);
  });

  it('rings again when the answer was refused, with the reason', async () => {
    const { store } = town([{ ok: false, code: 'bad_answer' }]);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'unable' });
    await settled();
    expect(store.now).toEqual([RING]);
    expect(store.refused).toBe('bad_answer');
    store.heeded();
    expect(store.refused).toBe(null);
  });

  it('keeps an answer given without a link, over a new page, and sends it once', async () => {
    const first = town([UNREACHABLE]);
    first.store.hello(hello([RING]));
    first.store.answer(RING, { code: 'ready' });
    await settled();
    expect(first.store.waiting).toHaveLength(1);
    const again = town([{ ok: true }], first.keep);
    again.store.hello(hello([RING]));
    expect(again.store.now).toEqual([]);
    await settled();
    expect(again.asked.map((one) => (one.ask as { id: string }).id)).toEqual(['c1']);
    again.store.hello(hello([]));
    await settled();
    expect(again.asked).toHaveLength(1);
  });

  it('sends an answer again by itself until the hub has it, though the socket is down, and then no more', async () => {
    const { store, asked, clock } = town([UNREACHABLE, UNREACHABLE, { ok: true }]);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'ready' });
    await settled();
    for (const times of [2, 3]) {
      clock.wind(3_000);
      await settled();
      expect(asked).toHaveLength(times);
    }
    expect(new Set(asked.map((one) => (one.ask as { id: string }).id))).toEqual(new Set(['c1']));
    expect(store.waiting).toEqual([]);
    clock.wind(60_000);
    await settled();
    expect(asked, 'it is there').toHaveLength(3);
  });

  it.each(['not_saved', 'rate_limited', 'internal'] as const)('keeps an answer the hub cannot take now (%s)', async (code) => {
    const { store, asked, clock } = town([{ ok: false, code, retry_after_s: 8 }, { ok: true }]);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'ready' });
    await settled();
    expect([store.refused, store.now]).toEqual([null, []]);
    clock.wind(7_000);
    await settled();
    expect(asked, 'not before the hub asked for it').toHaveLength(1);
    clock.wind(1_000);
    await settled();
    expect(asked).toHaveLength(2);
    expect(store.waiting).toEqual([]);
  });

  it('keeps what waits where the device stores nothing, as in a private window', async () => {
    const none = { read: () => null, write: () => undefined } as unknown as Kept;
    const { store, asked } = town([UNREACHABLE, { ok: true }], none);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'ready' });
    await settled();
    store.hello(hello([RING])); // The socket is back.
    await settled();
    expect(asked).toHaveLength(2);
    expect(store.waiting).toEqual([]);
  });

  it('leaves alone what another page of this device has waiting', async () => {
    const one = town([UNREACHABLE, UNREACHABLE]);
    const other = town([UNREACHABLE, { ok: true }], one.keep, 'd');
    one.store.hello(hello([RING]));
    other.store.hello(hello([RING]));
    one.store.answer(RING, { code: 'ready' });
    await settled();
    other.store.answer({ ...RING, recipient: 'r2', summons: 's2' }, { code: 'ready' });
    await settled();
    other.clock.wind(3_000);
    await settled();
    expect(other.store.waiting).toEqual([]);
    expect(waitingOf(one.keep.read('answers.bpbd') ?? '').map((kept) => kept.ask.recipient)).toEqual(['r1']);
  });

  it('keeps the answer of one whose session was taken over by another post', async () => {
    const { store, keep, clock, asked } = town([{ ok: false, code: 'not_signed_in' }]);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'ready' });
    await settled();
    clock.wind(60_000);
    expect(asked).toHaveLength(1);
    expect(store.refused).toBe(null);
    expect(keep.read('answers.bpbd')).toContain('c1');
  });

  it('is what the hub says: another of my devices may have answered', () => {
    const { store } = town([]);
    store.hello(hello([]));
    store.live({ kind: 'rings', room: '', body: { rings: [RING] } } as unknown as Live);
    expect(store.now).toEqual([RING]);
    store.live({ kind: 'rings', room: '', body: { rings: [] } } as unknown as Live);
    expect(store.now).toEqual([]);
  });

  it('is of one post: another who signs in hears nothing of it', async () => {
    const { store, keep } = town([UNREACHABLE]);
    store.hello(hello([RING]));
    store.answer(RING, { code: 'ready' });
    await settled();
    store.forget();
    expect([store.now, store.waiting]).toEqual([[], []]);
    expect(keep.read('answers.bpbd')).toContain('c1');
  });
});
