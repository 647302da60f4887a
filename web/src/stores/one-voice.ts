/**
 * The tones of several channels as one: a permit that all of them wait for sounds once, and on the air nothing
 * sounds but the warning that it ends.
 */
import type { Tone, TonePort } from '../lib/ports';

export class OneVoice implements TonePort {
  readonly #tones: TonePort;
  readonly #on_air: () => boolean;
  readonly #playing = new Map<Tone, Promise<void>>();

  constructor(tones: TonePort, on_air: () => boolean) {
    this.#tones = tones;
    this.#on_air = on_air;
  }

  /** Resolves when it has been heard; at once when it must not be. */
  play(tone: Tone): Promise<void> {
    if (tone !== 'warning' && this.#on_air()) return Promise.resolve();
    const playing = this.#playing.get(tone);
    if (playing) return playing;
    const heard = this.#tones.play(tone).finally(() => {
      this.#playing.delete(tone);
    });
    this.#playing.set(tone, heard);
    return heard;
  }
}
