/** Plays what was recorded, one file at a time, at the loudspeaker of the page. */
import type { PlayerPort } from '../lib/air-ports';

export class Player implements PlayerPort {
  #element: HTMLAudioElement | null = null;
  volume = 1;
  output = '';

  play(file: string, rate: number, done: (ok: boolean) => void): void {
    this.stop();
    const element = new Audio(`/api/files/${file}`);
    this.#element = element;
    const end = (ok: boolean): void => {
      if (this.#element !== element) return;
      this.#element = null;
      done(ok);
    };
    element.volume = this.volume;
    element.playbackRate = element.defaultPlaybackRate = rate;
    element.onended = () => {
      end(true);
    };
    element.onerror = () => {
      end(false);
    };
    void this.#start(element).catch(() => {
      end(false);
    });
  }

  stop(): void {
    const element = this.#element;
    this.#element = null;
    element?.pause();
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    if (this.output && 'setSinkId' in element) await element.setSinkId(this.output).catch(() => undefined);
    await element.play();
  }
}
