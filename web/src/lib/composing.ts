/** What is being written in one room: a new message, an answer to one, or other words for one of mine. */
import type { Message } from './messages';

export const TEXT_MAX = 4_000;
const COUNTED = 200;

export type Aim = { readonly is: 'new' } | { readonly is: 'reply'; readonly to: Message } | { readonly is: 'edit'; readonly of: Message };

export interface Composing {
  readonly text: string;
  readonly aim: Aim;
  /** The words put aside while another message is being changed. */
  readonly aside: string;
}

export const NOTHING: Composing = { text: '', aim: { is: 'new' }, aside: '' };

export function replying(now: Composing, to: Message): Composing {
  const text = now.aim.is === 'edit' ? now.aside : now.text;
  return { text, aim: { is: 'reply', to }, aside: '' };
}

export function editing(now: Composing, of: Message): Composing {
  return { text: of.text, aim: { is: 'edit', of }, aside: now.aim.is === 'edit' ? now.aside : now.text };
}

/** Not an answer or a change after all; words meant for a new message come back. */
export function plain(now: Composing): Composing {
  return { text: now.aim.is === 'edit' ? now.aside : now.text, aim: { is: 'new' }, aside: '' };
}

/** Sent: what was put aside comes back. */
export function emptied(now: Composing): Composing {
  return { text: now.aim.is === 'edit' ? now.aside : '', aim: { is: 'new' }, aside: '' };
}

/** As the hub counts: characters, not the halves some of them are made of. */
export function room(text: string): number {
  return TEXT_MAX - Array.from(text.trim()).length;
}

/** How many more fit, when it is time to say so. */
export function counted(text: string): number | null {
  const left = room(text);
  return left <= COUNTED ? left : null;
}

/** May it be sent? Other words for a message must be other words; files need none. */
export function sendable(now: Composing, files = 0): boolean {
  const words = now.text.trim();
  if (room(words) < 0) return false;
  if (now.aim.is === 'edit') return words !== '' && words !== now.aim.of.text;
  return words !== '' || files > 0;
}
