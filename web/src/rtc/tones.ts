/** The short sounds of the client, made here and heard only here: nothing of them goes to the hub. */
import type { Tone, TonePort } from '../lib/ports';
import { audio } from './context';

interface Beep {
  readonly hz: number;
  readonly ms: number;
  readonly gap_ms?: number;
}

const TUNES = {
  permit: [{ hz: 900, ms: 80 }],
  refused: [
    { hz: 300, ms: 120, gap_ms: 60 },
    { hz: 300, ms: 120 },
  ],
  warning: [
    { hz: 1200, ms: 30, gap_ms: 170 },
    { hz: 1200, ms: 30, gap_ms: 170 },
    { hz: 1200, ms: 30 },
  ],
  over: [{ hz: 1400, ms: 12 }],
  lost: [
    { hz: 620, ms: 110 },
    { hz: 440, ms: 160 },
  ],
  back: [
    { hz: 440, ms: 110 },
    { hz: 620, ms: 160 },
  ],
  message: [
    { hz: 660, ms: 70, gap_ms: 30 },
    { hz: 880, ms: 110 },
  ],
  ring: [
    { hz: 660, ms: 220, gap_ms: 30 },
    { hz: 830, ms: 220, gap_ms: 30 },
    { hz: 990, ms: 420, gap_ms: 120 },
    { hz: 660, ms: 220, gap_ms: 30 },
    { hz: 830, ms: 220, gap_ms: 30 },
    { hz: 990, ms: 420 },
  ],
  alarm: [
    { hz: 988, ms: 140, gap_ms: 50 },
    { hz: 740, ms: 140, gap_ms: 50 },
    { hz: 988, ms: 260 },
  ],
  test: [
    { hz: 523, ms: 180, gap_ms: 40 },
    { hz: 659, ms: 180, gap_ms: 40 },
    { hz: 784, ms: 320 },
  ],
} satisfies Record<Tone, readonly Beep[]>;

const EDGE_S = 0.004; // Soft edges: without them each beep begins and ends with a crack.
const PEAK = 0.35;

export class Tones implements TonePort {
  #volume = 1;

  set volume(volume: number) {
    this.#volume = volume;
  }

  async play(tone: Tone): Promise<void> {
    const it = audio();
    let at = it.currentTime + 0.005;
    let length_ms = 5;
    for (const beep of TUNES[tone] as readonly Beep[]) {
      if (it.state === 'running') this.#beep(it, beep, at, tone === 'test' ? 1 : this.#volume);
      const whole_ms = beep.ms + (beep.gap_ms ?? 0);
      at += whole_ms / 1000;
      length_ms += whole_ms;
    }
    await new Promise((done) => setTimeout(done, length_ms)); // Also when it cannot be heard: the talk goes on.
  }

  #beep(it: AudioContext, beep: Beep, at: number, volume: number): void {
    const voice = it.createOscillator();
    const gain = it.createGain();
    const end = at + beep.ms / 1000;
    voice.frequency.value = beep.hz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(PEAK * volume, at + EDGE_S);
    gain.gain.setValueAtTime(PEAK * volume, end - EDGE_S);
    gain.gain.linearRampToValueAtTime(0, end);
    voice.connect(gain).connect(it.destination);
    voice.start(at);
    voice.stop(end);
  }
}
