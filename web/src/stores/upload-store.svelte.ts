/** Brings the files of waiting messages to the hub, one after the other: performs what lib/upload.ts decides. */
import { empty, put, without } from '../lib/keyed';
import type { Item } from '../lib/outbox';
import type { Clock, Durable, PictureUrls, UploadPort } from '../lib/ports';
import type { No } from '../lib/reply';
import { share, step, upload, type Upload, type UploadEffect, type UploadInput } from '../lib/upload';
import type { FileCard } from '../lib/wire';

export interface Outcome {
  /** All files of a message are with the hub. */
  brought(message: string): void;
  /** One of them never will be. */
  failed(message: string, no: No): void;
}

type Waiting = Extract<Item, { command: 'chat:send' }>;

interface Job {
  readonly card: FileCard;
  readonly item: Waiting;
  readonly blob: Blob;
  readonly stop: AbortController;
}

/** The hub has no such file, and neither have we: it cannot be sent. */
const LOST: No = { ok: false, code: 'no_such_file' };

export class UploadStore {
  readonly #port: UploadPort;
  readonly #clock: Clock;
  readonly #urls: PictureUrls;
  readonly #outcome: Outcome;
  #durable: Durable | null = null;
  #items: readonly Waiting[] = [];
  #leads = false;
  #job: Job | null = null;
  #starting = false;
  #now: Upload | null;
  #pictures: ReadonlyMap<string, string>;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shown depends on these three.
  readonly #there = new Set<string>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #blobs = new Map<string, Blob>(); // Also of what the device could not keep.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #looked = new Set<string>();
  #calledOff: () => void = () => undefined;

  constructor(port: UploadPort, clock: Clock, urls: PictureUrls, outcome: Outcome) {
    this.#port = port;
    this.#clock = clock;
    this.#urls = urls;
    this.#outcome = outcome;
    this.#now = $state.raw(null);
    this.#pictures = $state.raw(empty<string>());
  }

  open(durable: Durable): void {
    this.#durable = durable;
  }

  close(): void {
    this.#end();
    for (const url of this.#pictures.values()) this.#urls.forget(url);
    this.#pictures = empty();
    this.#durable = null;
    this.#items = [];
    for (const kept of [this.#there, this.#blobs, this.#looked]) kept.clear();
  }

  /** Keep what is to be sent, before the message that waits for it. */
  async keep(files: readonly { readonly card: FileCard; readonly blob: Blob }[]): Promise<void> {
    for (const { card, blob } of files) {
      this.#blobs.set(card.id, blob);
      this.#picture(card, blob);
    }
    const durable = this.#durable;
    if (durable) await Promise.all(files.map(({ card, blob }) => durable.keepFile(card.id, blob)));
  }

  /** A picture that is still only here. */
  picture(id: string): string | null {
    return this.#pictures.get(id) ?? null;
  }

  /** How much of a file has left, 0 to 1; null when it is not on its way. */
  sent(id: string): number | null {
    const now = this.#now;
    if (this.#job?.card.id !== id || !now || now.at === 'asking' || now.at === 'resting') return null;
    return share(now);
  }

  /** The hub has all of it. */
  there(id: string): boolean {
    return this.#there.has(id);
  }

  /** What waits now; leads: this is the page that sends. */
  waits(items: readonly Item[], leads: boolean): void {
    const before = this.#items;
    this.#leads = leads;
    this.#items = items.filter((item) => item.command === 'chat:send').filter((item) => item.cards.length > 0);
    for (const item of this.#items) for (const card of item.cards) void this.#look(card);
    for (const item of before) {
      const now = this.#items.find((one) => one.id === item.id);
      if (!now) this.#release(item, item.seq === null);
    }
    if (this.#job && !this.#wanted().some(({ card }) => card.id === this.#job?.card.id)) this.#end();
    void this.#next();
  }

  /** The hub is there again. */
  linked(): void {
    this.#feed({ is: 'linked' });
  }

  /** A message is to be tried again: nothing is believed of its files. */
  anew(message: string): void {
    for (const card of this.#items.find((item) => item.id === message)?.cards ?? []) this.#there.delete(card.id);
  }

  #wanted(): { item: Waiting; card: FileCard }[] {
    if (!this.#leads) return [];
    const open = this.#items.filter((item) => item.seq === null && item.failed === null);
    return open.flatMap((item) => item.cards.filter((card) => !this.#there.has(card.id)).map((card) => ({ item, card })));
  }

  async #next(): Promise<void> {
    const [next] = this.#wanted();
    if (this.#job || this.#starting || !next) return;
    this.#starting = true;
    const durable = this.#durable;
    const blob = this.#blobs.get(next.card.id) ?? (await durable?.file(next.card.id));
    this.#starting = false;
    if (durable !== this.#durable) return;
    if (!blob) {
      this.#outcome.failed(next.item.id, LOST);
      return;
    }
    this.#job = { ...next, blob, stop: new AbortController() };
    this.#now = upload(blob.size);
    this.#feed({ is: 'begin' });
  }

  #feed(input: UploadInput): void {
    if (!this.#now) return;
    const [now, effects] = step(this.#now, input, this.#clock.mono());
    this.#now = now;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: UploadEffect): void {
    const job = this.#job;
    if (!job) return;
    switch (effect.do) {
      case 'ask':
        void this.#answer(job, this.#port.create(job.card, job.item.room, job.stop.signal));
        return;
      case 'send': {
        const moved = (bytes: number): void => {
          if (job === this.#job) this.#feed({ is: 'moved', bytes });
        };
        const piece = job.blob.slice(effect.from, effect.to);
        void this.#answer(job, this.#port.send(job.card.id, effect.from, piece, moved, job.stop.signal));
        return;
      }
      case 'wait':
        this.#calledOff();
        this.#calledOff = this.#clock.after(effect.ms, () => {
          this.#feed({ is: 'due' });
        });
        return;
      case 'done':
        this.#done(job);
        return;
      case 'failed':
        this.#end();
        this.#outcome.failed(job.item.id, { ok: false, code: effect.code });
        void this.#next();
    }
  }

  async #answer(job: Job, asked: ReturnType<UploadPort['create']>): Promise<void> {
    const reply = await asked;
    if (job !== this.#job) return;
    if (reply.ok) this.#feed({ is: 'placed', offset: reply.offset });
    else this.#feed({ is: 'refused', code: reply.code, retry_after_s: reply.retry_after_s });
  }

  #done(job: Job): void {
    this.#there.add(job.card.id);
    this.#end();
    if (job.item.cards.every((card) => this.#there.has(card.id))) this.#outcome.brought(job.item.id);
    void this.#next();
  }

  #end(): void {
    this.#job?.stop.abort();
    this.#job = this.#now = null;
    this.#calledOff();
  }

  /** Sent, or not to be sent after all: then the hub need not keep it either. */
  #release(item: Waiting, dropped: boolean): void {
    for (const { id } of item.cards) {
      if (dropped && this.#leads) this.#port.end(id);
      this.#durable?.dropFile(id);
      this.#blobs.delete(id);
      this.#there.delete(id);
      const url = this.#pictures.get(id);
      if (url !== undefined) this.#urls.forget(url);
      this.#pictures = without(this.#pictures, id);
    }
  }

  /** A picture that waits since before this page. */
  async #look(card: FileCard): Promise<void> {
    if (this.#looked.has(card.id) || this.#pictures.has(card.id)) return;
    this.#looked.add(card.id);
    const durable = this.#durable;
    const blob = await durable?.file(card.id);
    if (blob && durable === this.#durable && this.#items.some((item) => item.cards.some(({ id }) => id === card.id)))
      this.#picture(card, blob);
  }

  #picture(card: FileCard, blob: Blob): void {
    if (card.width === undefined || card.width === null || this.#pictures.has(card.id)) return;
    this.#pictures = put(this.#pictures, [[card.id, this.#urls.make(blob)]]);
  }
}
