/** Joins of many rooms by one page, spaced so that the hub takes each: the most wanted first. */
import { fresh, spent, told, wait_ms, type Pace } from '../lib/pace';
import type { Clock, CommandName, HubPort } from '../lib/ports';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { Commands, VoiceJoin, VoiceJoined } from '../lib/wire';

interface Waiting {
  readonly ask: VoiceJoin;
  readonly answer: (reply: Reply<VoiceJoined>) => void;
}

export class Joins implements HubPort {
  readonly #hub: HubPort;
  readonly #clock: Clock;
  readonly #rank: (room: string) => number;
  readonly #waiting = new Map<string, Waiting>();
  #pace: Pace;
  #calledOff: (() => void) | null = null;

  /** rank: the lowest goes first. */
  constructor(hub: HubPort, clock: Clock, rank: (room: string) => number) {
    this.#hub = hub;
    this.#clock = clock;
    this.#rank = rank;
    this.#pace = fresh(clock.mono());
  }

  command<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Reply<Commands[N]['reply']>> {
    if (name !== 'voice:join') return this.#hub.command(name, ask);
    return this.#join(ask as VoiceJoin & Commands[N]['ask']);
  }

  tell<N extends CommandName>(name: N, ask: Commands[N]['ask']): void {
    this.#hub.tell(name, ask);
  }

  tryNow(): void {
    this.#hub.tryNow();
  }

  /** It is not to be joined any more. */
  drop(room: string): void {
    this.#waiting.get(room)?.answer(UNREACHABLE);
    this.#waiting.delete(room);
  }

  #join(ask: VoiceJoin): Promise<Reply<VoiceJoined>> {
    this.drop(ask.room); // Called anew: the one before is not wanted any more.
    return new Promise((answer) => {
      this.#waiting.set(ask.room, { ask, answer });
      this.#go();
    });
  }

  #go(): void {
    this.#calledOff?.();
    this.#calledOff = null;
    while (this.#waiting.size > 0) {
      const now_ms = this.#clock.mono();
      const wait = wait_ms(this.#pace, now_ms);
      if (wait > 0) {
        this.#calledOff = this.#clock.after(wait, () => {
          this.#go();
        });
        return;
      }
      this.#pace = spent(this.#pace, now_ms);
      void this.#send();
    }
  }

  async #send(): Promise<void> {
    const [next] = [...this.#waiting].sort(([a], [b]) => this.#rank(a) - this.#rank(b));
    if (!next) return;
    const [room, { ask, answer }] = next;
    this.#waiting.delete(room);
    const reply = await this.#hub.command('voice:join', ask);
    if (reply.ok || reply.code !== 'rate_limited') {
      answer(reply);
      return;
    }
    this.#pace = told(this.#clock.mono(), (reply.retry_after_s ?? 1) * 1_000);
    if (this.#waiting.has(room)) answer(UNREACHABLE);
    else this.#waiting.set(room, { ask, answer });
    this.#go();
  }
}
