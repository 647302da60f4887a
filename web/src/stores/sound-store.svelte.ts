/** What the page may sound, and the sound check of the lobby. */
import type { Devices, MicPort, SoundPort } from '../lib/ports';
import type { MicStore } from './mic-store.svelte';

export type Check = 'idle' | 'recording' | 'playing' | 'done';

const NONE: Devices = { inputs: [], outputs: [] };

export class SoundStore {
  readonly #port: SoundPort;
  readonly #mic: MicStore;
  readonly #open: MicPort['open'];
  #blocked: boolean;
  #check: Check;
  #devices: Devices;

  constructor(port: SoundPort, mic: MicStore, open: MicPort['open']) {
    this.#port = port;
    this.#mic = mic;
    this.#open = open;
    this.#blocked = $state.raw(false);
    this.#check = $state.raw<Check>('idle');
    this.#devices = $state.raw<Devices>(NONE);
  }

  /** The browser holds the sound back until the page is touched. */
  get blocked(): boolean {
    return this.#blocked;
  }

  set blocked(blocked: boolean) {
    this.#blocked = blocked;
  }

  get check(): Check {
    return this.#check;
  }

  get devices(): Devices {
    return this.#devices;
  }

  async wake(): Promise<void> {
    if (await this.#port.wake()) this.#blocked = false;
  }

  async look(): Promise<void> {
    this.#devices = await this.#port.devices();
  }

  /** Hear my own voice. The microphone is asked for here, and given back at the end. */
  async echo(output: string): Promise<void> {
    if (this.#check === 'recording' || this.#check === 'playing') return;
    await this.#port.wake();
    if (!(await this.#mic.take())) return;
    void this.look(); // Now that it is allowed, the devices have names.
    this.#check = 'recording';
    this.#open(true);
    await this.#port.echo(output, () => {
      this.#open(false);
      this.#check = 'playing';
    });
    this.#open(false);
    this.#mic.release();
    this.#check = 'done';
  }
}
