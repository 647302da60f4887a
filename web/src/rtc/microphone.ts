/**
 * The microphone: taken when it is first needed, shut until it is opened, given back on leaving.
 *
 * Senders are fed with its track by `replaceTrack`, so that neither taking it nor talking needs a
 * new offer. Off is `track.enabled = false`: the only way that keeps RTP time running in all browsers.
 */
import type { MicAnswer, MicPort } from '../lib/ports';
import { Branch } from './branch';
import { audio } from './context';

export class Microphone implements MicPort {
  readonly #raw: boolean;
  #track: MediaStreamTrack | null = null;
  #sender: RTCRtpSender | null = null;
  readonly #branches = new Set<Branch>();
  #ear: {
    readonly source: MediaStreamAudioSourceNode;
    readonly analyser: AnalyserNode;
    readonly listened: MediaStreamTrack | null;
  } | null = null;
  readonly #samples = new Float32Array(1024);

  /** raw: without echo cancelling, noise suppression and gain control, to measure what is sent. */
  constructor(raw: boolean) {
    this.#raw = raw;
  }

  async allowed(): Promise<boolean> {
    if (this.#track) return true;
    try {
      return (await navigator.permissions.query({ name: 'microphone' })).state === 'granted';
    } catch {
      return false; // A browser that does not tell: ask.
    }
  }

  async take(device: string, onlost: () => void): Promise<MicAnswer> {
    if (!('mediaDevices' in navigator)) return 'unsupported'; // The page did not come over HTTPS.
    this.release();
    try {
      this.#keep(await navigator.mediaDevices.getUserMedia({ audio: this.#wishes(device) }), onlost);
      return 'granted';
    } catch (trouble) {
      return answerTo(trouble);
    }
  }

  open(open: boolean): void {
    if (this.#track) this.#track.enabled = open;
  }

  release(): void {
    const track = this.#track;
    this.#track = null;
    this.#unhear();
    for (const one of this.#branches) one.grow(null);
    void this.#sender?.replaceTrack(null);
    if (!track) return;
    track.onended = track.onmute = null;
    track.stop();
  }

  /** From now on this sender carries the microphone, now or once there is one. */
  async feed(sender: RTCRtpSender | null): Promise<void> {
    this.#sender = sender;
    await sender?.replaceTrack(this.#track);
  }

  /**
   * A way out of its own, opened and shut for itself. While there is one, the level is measured all the
   * time the microphone is taken, not only while something is sent.
   */
  branch(): Branch {
    const one = new Branch((gone) => this.#branches.delete(gone));
    this.#branches.add(one);
    one.grow(this.#track);
    return one;
  }

  /** How loud it is now, in dBFS. */
  level(): number {
    if (!this.#ear) return -127;
    this.#ear.analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, x) => sum + x * x, 0) / this.#samples.length;
    return 10 * Math.log10(power + 1e-12);
  }

  get stream(): MediaStream | null {
    return this.#track && new MediaStream([this.#track]);
  }

  #keep(stream: MediaStream, onlost: () => void): void {
    const track = stream.getAudioTracks()[0];
    if (!track) return;
    track.enabled = false;
    track.onended = track.onmute = onlost;
    this.#track = track;
    void this.#sender?.replaceTrack(track);
    for (const one of this.#branches) one.grow(track);
    this.#hear(stream, track);
  }

  #hear(stream: MediaStream, track: MediaStreamTrack): void {
    const listened = this.#branches.size > 0 ? track.clone() : null;
    if (listened) listened.enabled = true;
    const source = audio().createMediaStreamSource(listened ? new MediaStream([listened]) : stream);
    const analyser = audio().createAnalyser();
    analyser.fftSize = this.#samples.length;
    source.connect(analyser);
    this.#ear = { source, analyser, listened };
  }

  #unhear(): void {
    this.#ear?.source.disconnect();
    this.#ear?.listened?.stop();
    this.#ear = null;
  }

  #wishes(device: string): MediaTrackConstraints {
    const clean = !this.#raw;
    return {
      echoCancellation: clean,
      noiseSuppression: clean,
      autoGainControl: clean,
      channelCount: 1,
      ...(device && { deviceId: { ideal: device } }), // Ideal: one that was unplugged does not end the talk.
    };
  }
}

/** What keeps a browser from giving the microphone. */
export function answerTo(trouble: unknown): MicAnswer {
  return trouble instanceof DOMException ? (TROUBLES[trouble.name] ?? 'in_use') : 'in_use';
}

const TROUBLES: Readonly<Record<string, MicAnswer>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no_mic',
  OverconstrainedError: 'no_mic',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};
