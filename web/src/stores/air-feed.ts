/** What the hub has kept of the air: each room's transmissions, from the newest fifty on, into the log. A call to all is one. */
import type { Transmission } from '../lib/air-log';
import type { HubPort } from '../lib/ports';
import type { Event, Recorded } from '../lib/wire';
import { ALL_CALL } from './all-call';

const AIR = 'air:';

/** A recording; live: it comes as it is made. */
type Taped = (room: string, recorded: Recorded, live: boolean) => void;

export class AirFeed {
  readonly #hub: Pick<HubPort, 'command'>;
  readonly #took: (all: readonly Transmission[]) => void;
  readonly #taped: Taped;
  readonly #at = new Map<string, number>();
  #links = 0;

  constructor(hub: Pick<HubPort, 'command'>, took: (all: readonly Transmission[]) => void, taped: Taped = () => undefined) {
    this.#hub = hub;
    this.#took = took;
    this.#taped = taped;
  }

  /** The link is there: what was missed of these rooms, and from then on what comes. */
  linked(rooms: readonly string[]): void {
    const link = (this.#links += 1);
    for (const room of rooms) void this.#join(room, link);
  }

  event(event: Event): void {
    if (!event.stream.startsWith(AIR)) return;
    const room = event.stream.slice(AIR.length);
    const at = this.#at.get(room);
    if (at === undefined || event.seq <= at) return;
    if (event.seq > at + 1) void this.#join(room, this.#links);
    else this.#take(room, [event], true);
  }

  forget(): void {
    this.#links += 1;
    this.#at.clear();
  }

  async #join(room: string, link: number): Promise<void> {
    for (;;) {
      const reply = await this.#hub.command('stream:join', { stream: AIR + room, after: this.#at.get(room) ?? null });
      if (link !== this.#links || !reply.ok) return;
      if (reply.reset) this.#at.delete(room);
      if (!this.#at.has(room)) this.#at.set(room, reply.events.length > 0 ? 0 : reply.head);
      this.#take(room, reply.events);
      if (!reply.more) return;
    }
  }

  #take(room: string, events: readonly Event[], live = false): void {
    const last = events.at(-1);
    if (last) this.#at.set(room, last.seq);
    this.#took(
      events.flatMap((event) =>
        event.kind === 'transmission'
          ? [
              {
                room: event.body.all_call ? ALL_CALL : room,
                person: event.body.person,
                began_ms: event.body.began_ms,
                length_ms: event.body.length_ms,
              },
            ]
          : [],
      ),
    );
    for (const event of events) if (event.kind === 'recorded') this.#taped(room, event.body, live);
  }
}
