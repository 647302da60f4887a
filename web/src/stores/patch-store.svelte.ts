/** Rooms put under a channel's floor, and taken out again. What is patched stands in the rooms themselves. */
import type { HubPort } from '../lib/ports';
import type { No } from '../lib/reply';
import type { Done } from '../lib/wire';

export class PatchStore {
  readonly #hub: Pick<HubPort, 'command'>;
  #busy: boolean;
  #no: No | null;

  constructor(hub: Pick<HubPort, 'command'>) {
    this.#hub = hub;
    this.#busy = $state.raw(false);
    this.#no = $state.raw<No | null>(null);
  }

  get busy(): boolean {
    return this.#busy;
  }

  get no(): No | null {
    return this.#no;
  }

  make(room: string, channel: string): Promise<boolean> {
    return this.#do(() => this.#hub.command('patch:make', { room, channel }));
  }

  /** Of one room, or of all. Never made to wait for something else. */
  cut(room: string | null = null): Promise<boolean> {
    return this.#do(() => this.#hub.command('patch:cut', { room }));
  }

  async #do(ask: () => Promise<Done | No>): Promise<boolean> {
    this.#busy = true;
    const reply = await ask();
    this.#busy = false;
    this.#no = reply.ok ? null : reply;
    return reply.ok;
  }
}
