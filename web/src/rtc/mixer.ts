/**
 * The console's ears: each channel through a gain and a place between left and right, all into one mix.
 *
 * Chromium gives a remote track to Web Audio only while an element plays it as well: so each channel
 * has one, muted. Which device sounds is the page's AudioContext's affair; what is monitored may go
 * to another: an element of its own plays that part of the mix there.
 */
import type { Mix } from '../lib/channels';
import { audio, wake } from './context';
import type { Ear } from './peer';

/** So long until a change is reached: at once for the ear, without a crack. */
const GLIDE_S = 0.01;

export class Mixer {
  readonly #buses = new Map<string, GainNode>();
  #volume = 1;
  #onblocked: (blocked: boolean) => void = () => undefined;

  /** Called when the browser will not sound without a touch. */
  set onblocked(then: (blocked: boolean) => void) {
    this.#onblocked = then;
  }

  set volume(volume: number) {
    this.#volume = volume;
    for (const bus of this.#buses.values()) bus.gain.setTargetAtTime(volume, audio().currentTime, GLIDE_S);
  }

  fader(): Fader {
    return new Fader(
      (device) => this.#bus(device),
      () => {
        void wake().then((awake) => {
          this.#onblocked(!awake);
        });
      },
    );
  }

  /** All that goes to one device; empty: the page's. */
  #bus(device: string): GainNode {
    const there = this.#buses.get(device);
    if (there) return there;
    const bus = audio().createGain();
    bus.gain.value = this.#volume;
    bus.connect(device === '' ? audio().destination : elsewhere(device));
    this.#buses.set(device, bus);
    return bus;
  }
}

/** A way to another device; where that one is gone, or the browser lets nobody choose, it sounds with the rest. */
function elsewhere(device: string): AudioNode {
  const way = audio().createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = way.stream;
  void (async () => {
    if ('setSinkId' in element) await element.setSinkId(device).catch(() => undefined);
    await element.play().catch(() => undefined); // A touch has woken the page's sound before.
  })();
  return way;
}

export class Fader implements Ear {
  readonly #element = new Audio();
  readonly #gain = audio().createGain();
  readonly #pan = audio().createStereoPanner();
  readonly #out: (device: string) => AudioNode;
  readonly #onheard: () => void;
  #device: string | null = null;
  #source: MediaStreamAudioSourceNode | null = null;

  constructor(out: (device: string) => AudioNode, onheard: () => void) {
    this.#out = out;
    this.#onheard = onheard;
    this.#element.muted = true;
    this.#gain.gain.value = 0; // Nothing is heard before it is known how loud it may be.
    this.#gain.connect(this.#pan);
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

  set mix({ gain, pan, device }: Mix) {
    const now_s = audio().currentTime;
    if (device !== this.#device) {
      this.#pan.disconnect();
      this.#pan.connect(this.#out(device));
      this.#device = device;
    }
    this.#gain.gain.setTargetAtTime(gain, now_s, GLIDE_S);
    this.#pan.pan.setTargetAtTime(pan, now_s, GLIDE_S);
  }

  end(): void {
    this.silence();
    this.#pan.disconnect();
    this.#gain.disconnect();
  }
}
