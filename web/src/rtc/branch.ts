/**
 * One of several ways the microphone goes out: a clone of its track with a switch of its own.
 *
 * Shut is `enabled = false` on the clone, as on the track itself: RTP time runs on, and the other
 * branches notice nothing.
 */
export class Branch {
  readonly #ongone: (gone: Branch) => void;
  #track: MediaStreamTrack | null = null;
  #sender: RTCRtpSender | null = null;
  #open = false;

  constructor(ongone: (gone: Branch) => void) {
    this.#ongone = ongone;
  }

  /** The microphone was taken, shut; or given back. */
  grow(source: MediaStreamTrack | null): void {
    this.#track?.stop();
    this.#open = false;
    this.#track = source?.clone() ?? null;
    if (this.#track) this.#track.enabled = false;
    void this.#sender?.replaceTrack(this.#track);
  }

  async feed(sender: RTCRtpSender | null): Promise<void> {
    this.#sender = sender;
    await sender?.replaceTrack(this.#track);
  }

  open(open: boolean): void {
    this.#open = open;
    if (this.#track) this.#track.enabled = this.#open;
  }

  end(): void {
    this.#sender = null;
    this.grow(null);
    this.#ongone(this);
  }
}
