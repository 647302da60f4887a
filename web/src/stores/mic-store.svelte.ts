/** The microphone as the user meets it: not asked for yet, allowed, or why not; and the sheet that explains. */
import type { MicAnswer, MicPort, MicTrouble } from '../lib/ports';

export type MicSheet = 'closed' | 'why' | 'trouble';

export class MicStore {
  readonly #port: MicPort;
  readonly #device: () => string;
  readonly #onlost: () => void;
  #answer: MicAnswer | null;
  #cut: boolean;
  #sheet: MicSheet;

  constructor(port: MicPort, device: () => string, onlost: () => void) {
    this.#port = port;
    this.#device = device;
    this.#onlost = onlost;
    this.#answer = $state.raw<MicAnswer | null>(null);
    this.#cut = $state.raw(false);
    this.#sheet = $state.raw<MicSheet>('closed');
  }

  get taken(): boolean {
    return this.#answer === 'granted';
  }

  get trouble(): MicTrouble | null {
    return this.#answer === 'granted' ? null : this.#answer;
  }

  /** It was taken away: a locked phone does so, and another app. The next press takes it again. */
  get cut(): boolean {
    return this.#cut;
  }

  get sheet(): MicSheet {
    return this.#sheet;
  }

  /** Ready to talk? If the browser would have to ask, say why first: then the answer is no, and a sheet is open. */
  async ready(): Promise<boolean> {
    if (this.taken) return true;
    if (!(await this.#port.allowed())) {
      this.#sheet = this.trouble ? 'trouble' : 'why';
      return false;
    }
    return this.take();
  }

  /** Ask the browser. */
  async take(): Promise<boolean> {
    this.#cut = false;
    this.#answer = await this.#port.take(this.#device(), () => {
      this.release();
      this.#cut = true;
      this.#onlost();
    });
    this.#sheet = this.trouble ? 'trouble' : 'closed';
    return this.taken;
  }

  close(): void {
    this.#sheet = 'closed';
  }

  /** Give it back. What was found out about a trouble stays, since it still stands. */
  release(): void {
    this.#cut = false;
    if (!this.taken) return;
    this.#port.release();
    this.#answer = null;
  }
}
