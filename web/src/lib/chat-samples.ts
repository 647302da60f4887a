/** Events for tests: a room's log, written by hand or by a seeded hand. */
import type { Item } from './outbox';
import type { Event } from './wire';

export const STREAM = 'room:umum';

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export function said(seq: number, text = `m${seq}`, by = 'bpbd', more: object = {}): Event {
  return { stream: STREAM, seq, id: uuid(seq), kind: 'message', at_ms: 1_000 * seq, by, body: { text, ...more } };
}

export function reworded(seq: number, message: number, text: string, by = 'bpbd'): Event {
  return { stream: STREAM, seq, id: uuid(seq), kind: 'edited', at_ms: 1_000 * seq, by, body: { message: uuid(message), text } };
}

export function erased(seq: number, message: number, by = 'bpbd'): Event {
  return { stream: STREAM, seq, id: uuid(seq), kind: 'deleted', at_ms: 1_000 * seq, by, body: { message: uuid(message) } };
}

export function log(length: number): readonly Event[] {
  return Array.from({ length }, (_, place) => said(place + 1));
}

export function item(n: number, room = 'umum', more: Partial<Pick<Item, 'from_ms' | 'seq' | 'failed'>> = {}): Item {
  const kept = { id: uuid(n), room, order_ms: n, from_ms: 0, seq: null, failed: null, ...more };
  return { ...kept, command: 'chat:send', ask: { id: uuid(n), room, text: `m${n}` }, cards: [] };
}

/** Mulberry32: the same numbers for the same seed, wherever it runs. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed asked for by SEED=…, or another each time. */
export function firstSeed(other: number): number {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  return Number(process?.env.SEED ?? other % 1_000_000);
}
