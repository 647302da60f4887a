/**
 * The console's ears: each channel through a gain and a place between left and right, all into one mix.
 *
 * Chromium gives a remote track to Web Audio only while an element plays it as well: so each channel
 * has one, muted. Which device sounds is the page's AudioContext's affair.
 */
import type { Mix } from '../lib/channels';
import { audio, wake } from './context';
import type { Ear } from './peer';

/** So long until a change is reached: at once for the ear, without a crack. */
const GLIDE_S = 0.01;

export class Mixer {
  #master: GainNode | null = null;
  #volume = 1;
  #onblocked: (blocked: boolean) => void = () => undefined;

  /** Called when the browser will not sound without a touch. */
  set onblocked(then: (blocked: boolean) => void) {
    this.#onblocked = then;
  }

  set volume(volume: number) {
    this.#volume = volume;
    this.#master?.gain.setTargetAtTime(volume, audio().currentTime, GLIDE_S);
  }

  fader(): Fader {
    return new Fader(this.#out(), () => {
      void wake().then((awake) => {
        this.#onblocked(!awake);
      });
    });
  }

  #out(): GainNode {
    if (!this.#master) {
      this.#master = audio().createGain();
      this.#master.gain.value = this.#volume;
      this.#master.connect(audio().destination);
    }
    return this.#master;
  }
}

export class Fader implements Ear {
  readonly #element = new Audio();
  readonly #gain = audio().createGain();
  readonly #pan = audio().createStereoPanner();
  readonly #onheard: () => void;
  #source: MediaStreamAudioSourceNode | null = null;

  constructor(out: AudioNode, onheard: () => void) {
    this.#onheard = onheard;
    this.#element.muted = true;
    this.#gain.gain.value = 0; // Nothing is heard before it is known how loud it may be.
    this.#gain.connect(this.#pan).connect(out);
  }

  hear(track: MediaStreamTrack): void {
    this.silence();
    const stream = new MediaStream([track]);
    this.#element.srcObject = stream;
    void this.#element.play().catch(() => undefined); // Muted: no browser holds that back.
    this.#source = audio().createMediaStreamSource(stream);
    this.#source.connect(this.#gain);
    this.#onheard();
  }

  silence(): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#element.srcObject = null;
  }

  set mix({ gain, pan }: Mix) {
    const now_s = audio().currentTime;
    this.#gain.gain.setTargetAtTime(gain, now_s, GLIDE_S);
    this.#pan.pan.setTargetAtTime(pan, now_s, GLIDE_S);
  }

  end(): void {
    this.silence();
    this.#pan.disconnect();
    this.#gain.disconnect();
  }
}
