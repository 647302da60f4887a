/**
 * What is heard of a room: one plain <audio> element.
 *
 * An element rather than a Web Audio graph: browsers cancel its echo, phones route it to earpiece or
 * headset, and Chromium pulls a remote track only through one. Who is loud, the hub tells by `levels`.
 */
export class Speaker {
  readonly #element = new Audio();
  #muted = false;
  #hushed = false;
  #onblocked: (blocked: boolean) => void = () => undefined;

  constructor() {
    this.#element.autoplay = true;
    this.#element.setAttribute('playsinline', '');
  }

  /** Called when the browser will not sound without a touch, and when it does again. */
  set onblocked(then: (blocked: boolean) => void) {
    this.#onblocked = then;
  }

  hear(track: MediaStreamTrack): void {
    this.#element.srcObject = new MediaStream([track]);
    void this.play();
  }

  async play(): Promise<void> {
    if (!this.#element.srcObject) return;
    try {
      await this.#element.play();
      this.#onblocked(false);
    } catch (trouble) {
      if (trouble instanceof DOMException && trouble.name === 'NotAllowedError') this.#onblocked(true);
    }
  }

  silence(): void {
    this.#element.srcObject = null;
    this.#onblocked(false);
  }

  set volume(volume: number) {
    this.#element.volume = volume; // On iOS the buttons of the phone do this; there it has no effect.
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    this.#apply();
  }

  /** While I speak to all rooms, what I hear of one is myself. */
  set hushed(hushed: boolean) {
    this.#hushed = hushed;
    this.#apply();
  }

  #apply(): void {
    this.#element.muted = this.#muted || this.#hushed;
  }

  /** To the chosen device, or to the browser's choice when that one is gone. */
  async to(device: string): Promise<void> {
    if (!('setSinkId' in this.#element)) return;
    await this.#element.setSinkId(device).catch(() => this.#element.setSinkId(''));
  }
}
