/** What the operator wishes of the channels, remembered on this device for each post. */
import { add, change, EMPTY, kept, listen, remembered, select, type Board, type Wish } from '../lib/channels';
import type { Keep } from '../lib/ports';

export class BoardStore {
  readonly #keep: Keep;
  #post = '';
  #board: Board;
  onchange: () => void = () => undefined;

  constructor(keep: Keep) {
    this.#keep = keep;
    this.#board = $state.raw(EMPTY);
  }

  get now(): Board {
    return this.#board;
  }

  open(post: string): void {
    this.#post = post;
    this.#board = remembered(this.#keep.read(this.#name));
  }

  /** Talk to it; also: beside those that are talked to already, or not any more. */
  select(room: string, also = false): void {
    this.#set(also ? add(this.#board, room) : select(this.#board, room));
  }

  listen(room: string, on: boolean): void {
    this.#set(listen(this.#board, room, on));
  }

  change(room: string, wishes: Partial<Omit<Wish, 'listen'>>): void {
    this.#set(change(this.#board, room, wishes));
  }

  hush(on: boolean): void {
    this.#set({ ...this.#board, hush: on });
  }

  split(on: boolean): void {
    this.#set({ ...this.#board, split: on });
  }

  second(device: string): void {
    this.#set({ ...this.#board, second: device });
  }

  #set(board: Board): void {
    this.#board = board;
    this.#keep.write(this.#name, kept(board));
    this.onchange();
  }

  get #name(): string {
    return `channels.${this.#post}`;
  }
}
