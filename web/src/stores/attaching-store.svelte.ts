/** Files that were picked for a message that is still being written, room by room. */
import { chosen, FILES_MAX, tooBig, type Picked } from '../lib/files';
import { empty, put } from '../lib/keyed';
import type { NewId, PicturePort } from '../lib/ports';
import type { FileCard } from '../lib/wire';

export interface Attaching {
  readonly files: readonly Picked[];
  /** Pictures go out as they are. */
  readonly original: boolean;
  /** Something was picked that cannot go along. */
  readonly trouble: 'too_many' | 'empty' | null;
}

const NOTHING: Attaching = { files: [], original: false, trouble: null };

export class AttachingStore {
  readonly #pictures: PicturePort;
  readonly #newId: NewId;
  #rooms: ReadonlyMap<string, Attaching>;

  constructor(pictures: PicturePort, newId: NewId) {
    this.#pictures = pictures;
    this.#newId = newId;
    this.#rooms = $state.raw(empty<Attaching>());
  }

  in(room: string): Attaching {
    return this.#rooms.get(room) ?? NOTHING;
  }

  /** Files wait to be sent, in any room: they do not outlive the page. */
  get some(): boolean {
    return [...this.#rooms.values()].some(({ files }) => files.length > 0);
  }

  /** Everything was looked at. Nothing is, too. */
  ready(room: string): boolean {
    return this.in(room).files.every((file) => file.looked !== null);
  }

  /** How many can go out. */
  going(room: string): number {
    const { files, original } = this.in(room);
    return files.filter((file) => !tooBig(file, original)).length;
  }

  async add(room: string, picked: readonly File[]): Promise<void> {
    const now = this.in(room);
    const full = picked.filter((file) => file.size > 0);
    const taken = full.slice(0, Math.max(0, FILES_MAX - now.files.length));
    const fresh = taken.map((whole): Picked => ({ id: this.#newId(), name: whole.name, whole, looked: null, url: null }));
    const trouble = taken.length < full.length ? 'too_many' : full.length < picked.length ? 'empty' : null;
    this.#set(room, { ...now, files: [...now.files, ...fresh], trouble });
    for (const file of fresh) await this.#look(room, file); // One after the other: they are large.
  }

  remove(room: string, id: string): void {
    const now = this.in(room);
    this.#forget(now.files.filter((file) => file.id === id));
    this.#set(room, { ...now, files: now.files.filter((file) => file.id !== id), trouble: null });
  }

  original(room: string, original: boolean): void {
    this.#set(room, { ...this.in(room), original });
  }

  /** What goes out. What is too large is left, and says so: it holds up nothing else. */
  take(room: string): { readonly card: FileCard; readonly blob: Blob }[] {
    const { files, original } = this.in(room);
    const left = files.filter((file) => tooBig(file, original));
    const going = files.filter((file) => !left.includes(file));
    this.#forget(going);
    this.#set(room, left.length > 0 ? { files: left, original, trouble: null } : NOTHING);
    return going.map((file) => chosen(file, original));
  }

  /** Another post, or nobody. */
  clear(): void {
    for (const { files } of this.#rooms.values()) this.#forget(files);
    this.#rooms = empty();
  }

  async #look(room: string, file: Picked): Promise<void> {
    const decoded = await this.#pictures.look(file.whole);
    const now = this.in(room);
    if (!now.files.some(({ id }) => id === file.id)) return; // Taken out meanwhile.
    const url = decoded && this.#pictures.make(decoded.small?.blob ?? file.whole);
    const files = now.files.map((one) => (one.id === file.id ? { ...one, looked: decoded ?? {}, url } : one));
    this.#set(room, { ...now, files });
  }

  #forget(files: readonly Picked[]): void {
    for (const { url } of files) if (url !== null) this.#pictures.forget(url);
  }

  #set(room: string, now: Attaching): void {
    this.#rooms = put(this.#rooms, [[room, now]]);
  }
}
