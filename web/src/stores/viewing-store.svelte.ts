/** The picture that fills the screen: its small copy at once, the whole one when it has come. */
import type { BackPort, PictureUrls, UploadPort } from '../lib/ports';
import type { Why } from '../lib/reply';
import type { FileCard } from '../lib/wire';

export interface Viewing {
  readonly card: FileCard;
  /** What there is to look at meanwhile. */
  readonly small: string;
  readonly url: string | null;
  readonly failed: Why | null;
}

export class ViewingStore {
  readonly #port: UploadPort;
  readonly #urls: PictureUrls;
  readonly #back: BackPort;
  #now: Viewing | null;
  #stop = new AbortController();
  #made: string | null = null;

  constructor(port: UploadPort, urls: PictureUrls, back: BackPort) {
    this.#port = port;
    this.#urls = urls;
    this.#back = back;
    this.#now = $state.raw(null);
  }

  get now(): Viewing | null {
    return this.#now;
  }

  /** here: the picture itself, when it has not left this device yet. */
  open(card: FileCard, small: string, here: string | null): void {
    this.close();
    this.#now = { card, small, url: here, failed: null };
    this.#back.open(() => {
      this.#forget();
    });
    if (here === null) void this.load();
  }

  /** Fetch it, once more if need be. */
  async load(): Promise<void> {
    if (!this.#now || this.#now.url !== null) return;
    const now = { ...this.#now, failed: null };
    this.#now = now;
    const { signal } = this.#stop;
    const reply = await this.#port.whole(now.card.id, signal);
    if (signal.aborted) return; // Closed, or another is looked at.
    if (reply.ok) this.#made = this.#urls.make(reply.blob);
    this.#now = reply.ok ? { ...now, url: this.#made } : { ...now, failed: reply.code };
  }

  close(): void {
    if (!this.#now) return;
    this.#forget();
    this.#back.close();
  }

  #forget(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    if (this.#made !== null) this.#urls.forget(this.#made);
    this.#made = this.#now = null;
  }
}
