/** What is being written, room by room. New messages outlive the page as drafts; each post has its own. */
import { emptied, editing, NOTHING, plain, replying, type Composing } from '../lib/composing';
import { empty, put } from '../lib/keyed';
import { mentioned } from '../lib/mention';
import type { Message } from '../lib/messages';
import type { People } from '../lib/people';
import type { Keep } from '../lib/ports';
import type { PersonCard } from '../lib/wire';
import type { Words } from './outbox-store.svelte';

export class ComposingStore {
  readonly #keep: Keep;
  #post = '';
  #rooms: ReadonlyMap<string, Composing>;
  #picked: readonly PersonCard[] = []; // Named by the picker, in any room.

  constructor(keep: Keep) {
    this.#keep = keep;
    this.#rooms = $state.raw(empty<Composing>());
  }

  open(post: string): void {
    this.#post = post;
    this.#rooms = empty();
    this.#picked = [];
  }

  in(room: string): Composing {
    return this.#rooms.get(room) ?? { ...NOTHING, text: this.#keep.read(this.#name(room)) ?? '' };
  }

  /** Other words for a message are on the way: they do not outlive the page. */
  get changing(): boolean {
    return [...this.#rooms.values()].some(({ aim, text }) => aim.is === 'edit' && aim.of.text !== text);
  }

  type(room: string, text: string): void {
    this.#set(room, { ...this.in(room), text });
  }

  reply(room: string, to: Message): void {
    this.#set(room, replying(this.in(room), to));
  }

  edit(room: string, of: Message, people: People): void {
    this.#picked = [...this.#picked, ...of.mentions.flatMap((id) => people.get(id) ?? [])];
    this.#set(room, editing(this.in(room), of));
  }

  /** No answer, no change after all. */
  plain(room: string): void {
    this.#set(room, plain(this.in(room)));
  }

  pick(card: PersonCard): void {
    this.#picked = [...this.#picked, card];
  }

  /** The words to send, and who is named in them. The field is empty after it. */
  take(room: string): Words {
    const now = this.in(room);
    const text = now.text.trim();
    this.#set(room, emptied(now));
    return { text, mentions: mentioned(text, this.#picked) };
  }

  #set(room: string, now: Composing): void {
    this.#rooms = put(this.#rooms, [[room, now]]);
    this.#keep.write(this.#name(room), now.aim.is === 'edit' ? now.aside : now.text);
  }

  #name(room: string): string {
    return `draft.${this.#post}.${room}`;
  }
}
