/** The sound of a simulated handheld: its microphone in frames of 20 ms, and what its squelch lets through. */
import type { AirSoundPort } from '../lib/air-ports';
import type { MicAnswer } from '../lib/ports';
// eslint-disable-next-line boundaries/no-unknown-dependencies -- its address alone: it runs where sound is made.
import worklet from '../worker/mic-worklet?worker&url';
import { answerTo } from './microphone';

const RATE_HZ = 48_000;
/** Networks are uneven: so much is waited for before it is played. */
const WAIT_S = 0.12;
const LATE_MAX_S = 0.4;

export class AirSound implements AirSoundPort {
  readonly #heard: AnalyserNode;
  readonly #context: AudioContext;
  readonly #samples = new Float32Array(512);
  #mic: MediaStream | null = null;
  #next_s = 0;

  constructor() {
    this.#context = new AudioContext({ sampleRate: RATE_HZ });
    this.#heard = this.#context.createAnalyser();
    this.#heard.fftSize = 512;
    this.#heard.connect(this.#context.destination);
  }

  /** After a tap: sound is allowed then, and the microphone asked for. */
  async start(onframe: (frame: ArrayBuffer) => void): Promise<MicAnswer> {
    await this.#context.resume();
    if (!('mediaDevices' in navigator)) return 'unsupported';
    try {
      this.#mic = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch (trouble) {
      return answerTo(trouble);
    }
    await this.#context.audioWorklet.addModule(worklet);
    const frames = new AudioWorkletNode(this.#context, 'frames', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
    frames.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      onframe(data);
    };
    this.#context.createMediaStreamSource(this.#mic).connect(frames);
    return 'granted';
  }

  /** Play what was heard, after what was heard before. */
  play(pcm: ArrayBuffer): void {
    const whole = new Int16Array(pcm);
    const block = this.#context.createBuffer(1, whole.length, RATE_HZ);
    block.getChannelData(0).set(Float32Array.from(whole, (sample) => sample / 32_768));
    const now_s = this.#context.currentTime;
    if (this.#next_s < now_s || this.#next_s > now_s + LATE_MAX_S) this.#next_s = now_s + WAIT_S;
    const source = this.#context.createBufferSource();
    source.buffer = block;
    source.connect(this.#heard);
    source.start(this.#next_s);
    this.#next_s += block.duration;
  }

  /** How loud what is played is just now: 0 to 1 over 60 dB. */
  level(): number {
    this.#heard.getFloatTimeDomainData(this.#samples);
    const peak = this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6);
    return Math.max(0, Math.min(1, 1 + (20 * Math.log10(peak)) / 60));
  }
}
