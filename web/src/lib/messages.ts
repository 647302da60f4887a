/** Messages, as the events of a stream leave them: words as they read now, and a stone where one was taken back. */
import type { Edited, Event, FileCard } from './wire';

export interface Message {
  readonly id: string;
  readonly seq: number;
  readonly by: string;
  readonly at_ms: number;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly reply_to: string | null;
  readonly files: readonly FileCard[];
  readonly edited: boolean;
  readonly gone: boolean;
}

export interface Thread {
  /** In the order they were written. */
  readonly messages: readonly Message[];
  /** Where each stands among them. */
  readonly places: ReadonlyMap<string, number>;
}

export const NO_MESSAGES: Thread = { messages: [], places: new Map() };

export function folded(events: readonly Event[]): Thread {
  return added(NO_MESSAGES, events);
}

/** The thread after these events. Messages they do not touch stay the same objects. */
export function added(thread: Thread, events: readonly Event[]): Thread {
  if (events.length === 0) return thread;
  const messages = [...thread.messages];
  const places = new Map(thread.places);
  for (const event of events) {
    switch (event.kind) {
      case 'message':
        places.set(event.id, messages.length);
        messages.push(written(event));
        break;
      case 'edited':
        change(messages, places, event.body.message, (one) => reworded(one, event.body));
        break;
      case 'deleted':
        change(messages, places, event.body.message, erased);
        break;
      case 'transmission':
      case 'moderated':
      case 'recorded':
      case 'heard':
      case 'patched':
      case 'recording':
        break; // Of the air's log or the board's, never of a room's.
      default:
        event satisfies never; // A new kind stops the build here; one from a newer hub is shown as nothing.
    }
  }
  return { messages, places };
}

export function messageOf(thread: Thread, id: string): Message | null {
  const place = thread.places.get(id);
  return place === undefined ? null : (thread.messages[place] ?? null);
}

function written({ id, seq, by, at_ms, body }: Extract<Event, { kind: 'message' }>): Message {
  const { text, reply_to = null, mentions = [], files = [], gone = false } = body;
  return { id, seq, by, at_ms, text: gone ? '' : text, mentions, reply_to, files: gone ? [] : files, edited: false, gone };
}

function reworded(one: Message, { text, mentions = [] }: Edited): Message {
  return one.gone ? one : { ...one, text, mentions, edited: true };
}

function erased(one: Message): Message {
  return { ...one, text: '', mentions: [], files: [], edited: false, gone: true };
}

/** Of a message that is older than what is here nothing is shown; it comes whole when it is loaded. */
function change(messages: Message[], places: ReadonlyMap<string, number>, id: string, to: (one: Message) => Message): void {
  const place = places.get(id);
  const one = place === undefined ? undefined : messages[place];
  if (place !== undefined && one) messages[place] = to(one);
}
