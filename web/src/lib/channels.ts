/**
 * The console's channels as the operator wants them: which are heard, which are talked to, how loud, on which ear.
 *
 *   off <--listen--> monitored <--select--> selected
 *
 * What is selected is heard in full; what is only monitored stays behind it, 12 dB lower and on the
 * other ear. Choosing one channel lets go of the others; adding one talks to several at once. Pure:
 * the channels themselves follow the board, they are never asked what they should be.
 */
import { object } from './kept';

export type Listen = 'off' | 'monitored' | 'selected';

export interface Wish {
  readonly listen: Listen;
  readonly volume: number; // 0 to 1
  readonly solo: boolean;
  readonly muted: boolean;
}

export interface Board {
  readonly wishes: ReadonlyMap<string, Wish>;
  /** The channel whose chat is open: the one that was chosen last. */
  readonly focus: string | null;
  /** Only what is selected is heard, until this is taken back. */
  readonly hush: boolean;
  /** One ear for what is selected, the other for the rest. Without it both stand in the middle. */
  readonly split: boolean;
  /** The device at which what is monitored is heard; empty: with the rest. */
  readonly second: string;
}

export interface Mix {
  readonly gain: number;
  readonly pan: number; // -1 is left.
  readonly device: string; // Empty: the one of the whole page.
}

/** The hub wants to hear of each held key, and takes so many commands a second. */
export const SELECTED_MAX = 8;
/** 12 dB down. */
const BEHIND = 10 ** (-12 / 20);
const HELD_MS = 200;
const HELD_EACH_MS = 60;

export const UNWISHED: Wish = { listen: 'off', volume: 1, solo: false, muted: false };
export const EMPTY: Board = { wishes: new Map(), focus: null, hush: false, split: true, second: '' };

export function wish(board: Board, room: string): Wish {
  return board.wishes.get(room) ?? UNWISHED;
}

export function those(board: Board, listen: Listen): readonly string[] {
  return [...board.wishes].filter(([, one]) => one.listen === listen).map(([room]) => room);
}

/** Talk to this channel, and to no other. */
export function select(board: Board, room: string): Board {
  const wishes = [...board.wishes].map(([id, one]): [string, Wish] => [
    id,
    one.listen === 'selected' ? { ...one, listen: 'monitored' } : one,
  ]);
  return { ...change({ ...board, wishes: new Map(wishes) }, room, { listen: 'selected' }), focus: room };
}

/** Talk to this channel as well, or not any more: then it is still heard. */
export function add(board: Board, room: string): Board {
  if (wish(board, room).listen === 'selected') return unfocused(change(board, room, { listen: 'monitored' }), room);
  if (those(board, 'selected').length >= SELECTED_MAX) return board;
  return { ...change(board, room, { listen: 'selected' }), focus: room };
}

/** Hear it, or leave it. */
export function listen(board: Board, room: string, on: boolean): Board {
  if (on) return wish(board, room).listen === 'off' ? change(board, room, { listen: 'monitored' }) : board;
  return unfocused(change(board, room, { listen: 'off', solo: false }), room);
}

export function change(board: Board, room: string, wishes: Partial<Wish>): Board {
  return { ...board, wishes: new Map([...board.wishes, [room, { ...wish(board, room), ...wishes }]]) };
}

/** How loud a channel is played, and where. Solo silences all that have none; muted is muted, whatever else is wished. */
export function mix(board: Board, room: string): Mix {
  const one = wish(board, room);
  const selected = one.listen === 'selected';
  const device = selected ? '' : board.second;
  const pan = board.split && board.second === '' ? (selected ? -1 : 1) : 0; // Two devices are told apart anyway.
  return { gain: audible(board, one) ? one.volume ** 2 * (selected ? 1 : BEHIND) : 0, pan, device };
}

/** Silent though it is listened to? Then the strip has to say so. */
export function silenced(board: Board, room: string): boolean {
  const one = wish(board, room);
  return one.listen !== 'off' && !audible(board, one);
}

function audible(board: Board, one: Wish): boolean {
  const soloing = [...board.wishes.values()].some((other) => other.solo && other.listen !== 'off');
  if (one.listen === 'off' || one.muted || (soloing && !one.solo)) return false;
  return !board.hush || one.listen === 'selected';
}

/** Another selected channel takes the place of one that is let go. */
function unfocused(board: Board, room: string): Board {
  if (board.focus !== room) return board;
  return { ...board, focus: those(board, 'selected').at(-1) ?? room };
}

/** How often `held` is said for each of so many keys: together no more than the hub takes, each before it gives up. */
export function heldEvery_ms(keys: number): number {
  return Math.max(HELD_MS, keys * HELD_EACH_MS);
}

/** As it is remembered on this device. What is hushed or soloed now is not for the next day. */
export function kept(board: Board): string {
  const wishes = [...board.wishes].map(([room, { listen, volume, muted }]) => ({ room, listen, volume, muted }));
  return JSON.stringify({ wishes, focus: board.focus, split: board.split, second: board.second });
}

export function remembered(text: string | null): Board {
  const found = object(text);
  const lines: readonly unknown[] = Array.isArray(found.wishes) ? found.wishes : [];
  const wishes = lines.flatMap((line) => {
    const one = (line ?? {}) as Record<string, unknown>;
    return typeof one.room === 'string' ? [[one.room, wishFrom(one)] as const] : [];
  });
  return {
    ...EMPTY,
    wishes: new Map(wishes),
    focus: typeof found.focus === 'string' ? found.focus : null,
    split: found.split !== false,
    second: typeof found.second === 'string' ? found.second : '',
  };
}

function wishFrom(one: Record<string, unknown>): Wish {
  const { listen, volume } = one;
  return {
    listen: listen === 'monitored' || listen === 'selected' ? listen : 'off',
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : 1,
    solo: false,
    muted: one.muted === true,
  };
}
