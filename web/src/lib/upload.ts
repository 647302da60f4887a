/**
 * One file on its way to the hub, in pieces, going on where it stopped (tus 1.0).
 *
 *   asking --placed--> sending --placed--> sending ... --placed at the end--> done
 *   asking, sending --a refusal that can pass--> resting --due, linked--> asking
 *   asking, sending --a refusal that cannot--> failed
 *
 * To ask is to create it; asked again, the hub says how much of it is there. So nothing here needs to
 * survive the page. Pieces grow while the network is quick, and shrink when one was lost. Pure.
 */
import { passes, type Why } from './reply';

export interface Upload {
  readonly size: number;
  readonly at: 'asking' | 'sending' | 'resting' | 'done' | 'failed';
  /** So much is there for good. */
  readonly offset: number;
  /** And of the piece on its way so much has left. */
  readonly moved: number;
  readonly piece: number;
  readonly since_ms: number;
  /** Rests in a row. */
  readonly times: number;
}

export type UploadInput =
  | { readonly is: 'begin' | 'due' | 'linked' }
  | { readonly is: 'placed'; readonly offset: number }
  | { readonly is: 'moved'; readonly bytes: number }
  | { readonly is: 'refused'; readonly code: Why; readonly retry_after_s?: number | null | undefined };

export type UploadEffect =
  | { readonly do: 'ask' | 'done' }
  | { readonly do: 'send'; readonly from: number; readonly to: number }
  | { readonly do: 'wait'; readonly ms: number } // Then `due`.
  | { readonly do: 'failed'; readonly code: Why };

type Step = readonly [Upload, readonly UploadEffect[]];

const PIECE_MIN = 64 * 1024;
const PIECE_FIRST = 256 * 1024;
const PIECE_MAX = 1024 * 1024; // The hub takes no more at once.
const QUICK_MS = 4_000;
const AGAIN_MS = 3_000;
const REST_MAX_MS = 30_000;

export function upload(size: number): Upload {
  return { size, at: 'resting', offset: 0, moved: 0, piece: PIECE_FIRST, since_ms: 0, times: 0 };
}

export function step(now: Upload, input: UploadInput, now_ms: number): Step {
  switch (input.is) {
    case 'begin':
    case 'due':
    case 'linked':
      return now.at === 'resting' ? [{ ...now, at: 'asking', moved: 0 }, [{ do: 'ask' }]] : [now, []];
    case 'moved':
      return now.at === 'sending' ? [{ ...now, moved: input.bytes }, []] : [now, []];
    case 'placed':
      return now.at === 'asking' || now.at === 'sending' ? placed(now, input.offset, now_ms) : [now, []];
    case 'refused':
      return now.at === 'asking' || now.at === 'sending' ? refused(now, input.code, input.retry_after_s ?? 0) : [now, []];
  }
}

/** Of all that is to be sent, 0 to 1. */
export function share(now: Upload): number {
  return now.size === 0 ? 1 : Math.min(1, (now.offset + now.moved) / now.size);
}

function placed(now: Upload, offset: number, now_ms: number): Step {
  const quick = now.at === 'sending' && offset > now.offset && now_ms - now.since_ms < QUICK_MS;
  const piece = quick ? Math.min(PIECE_MAX, now.piece * 2) : now.piece;
  const times = offset > now.offset ? 0 : now.times;
  const next = { ...now, offset, moved: 0, piece, times, since_ms: now_ms };
  if (offset >= now.size) return [{ ...next, at: 'done' }, [{ do: 'done' }]];
  return [{ ...next, at: 'sending' }, [{ do: 'send', from: offset, to: Math.min(now.size, offset + piece) }]];
}

function refused(now: Upload, code: Why, retry_after_s: number): Step {
  // Nobody is signed in: it goes on at the next link, which somebody must have made.
  if (code === 'not_signed_in') return [{ ...now, at: 'resting', moved: 0 }, []];
  if (!passes(code) && code !== 'wrong_offset') return [{ ...now, at: 'failed', moved: 0 }, [{ do: 'failed', code }]];
  const times = now.times + 1;
  const ms = Math.max(retry_after_s * 1_000, Math.min(REST_MAX_MS, AGAIN_MS * 2 ** Math.min(now.times, 10)));
  const piece = now.at === 'sending' ? Math.max(PIECE_MIN, now.piece / 2) : now.piece;
  return [{ ...now, at: 'resting', moved: 0, piece, times }, [{ do: 'wait', ms }]];
}
