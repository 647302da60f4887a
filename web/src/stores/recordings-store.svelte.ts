/** The recordings of one room, for who leads it: whether it is recorded, what there is, and the one that is open. */
import type { HubPort } from '../lib/ports';
import type { Why } from '../lib/reply';
import type { RecordingCard, RecordingPage, RecordingWhole } from '../lib/wire';

export class RecordingsStore {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #room: string;
  #page: RecordingPage | null;
  #open: RecordingWhole | null;
  #refused: Why | null;
  /** What was asked for before another one was opened is not shown. */
  #asked = 0;

  constructor(hub: Pick<HubPort, 'command'>, room: string) {
    this.#hub = hub;
    this.#room = room;
    this.#page = $state.raw<RecordingPage | null>(null);
    this.#open = $state.raw<RecordingWhole | null>(null);
    this.#refused = $state.raw<Why | null>(null);
  }

  /** Null until it is known. */
  get now(): RecordingPage | null {
    return this.#page;
  }

  /** The one that is heard. */
  get open(): RecordingWhole | null {
    return this.#open;
  }

  get refused(): Why | null {
    return this.#refused;
  }

  async load(): Promise<void> {
    const found = await this.#hub.command('recording:list', { room: this.#room });
    this.#refused = found.ok ? null : found.code;
    if (found.ok) this.#page = found;
  }

  /** Older ones, after those that are here. */
  async more(): Promise<void> {
    const here = this.#page?.recordings ?? [];
    const before = here.at(-1)?.began_ms ?? null;
    const found = await this.#hub.command('recording:list', { room: this.#room, before });
    this.#refused = found.ok ? null : found.code;
    if (found.ok) this.#page = { ...found, recordings: [...here, ...found.recordings] };
  }

  /** What is shown is what the hub has. */
  async set(on: boolean, keep_days: number): Promise<void> {
    const kept = await this.#hub.command('recording:set', { room: this.#room, on, keep_days });
    if (kept.ok) await this.load();
    else this.#refused = kept.code;
  }

  async hear(recording: RecordingCard): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const found = await this.#hub.command('recording:read', { recording: recording.id });
    if (asked !== this.#asked) return;
    this.#refused = found.ok ? null : found.code;
    if (found.ok) this.#open = found;
  }

  shut(): void {
    this.#asked += 1;
    this.#open = null;
  }
}
