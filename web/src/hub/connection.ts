/** The socket to the hub: commands with their answers, hello and live messages, and how the link fares. */
import { io, type Socket } from 'socket.io-client';
import type { Item } from '../lib/outbox';
import type { AnswerPort, CommandName, HubPort } from '../lib/ports';
import { UNREACHABLE, type Reply } from '../lib/reply';
import type { Commands, Event, Hello, Live, Receipt } from '../lib/wire';
import { ask } from './http';

const ACK_MS = 5_000;
const SEND_MS = 3_000; // What must be saved is sent again by then: the id makes that harmless.
const AGAIN_MS = 1_000;
/** A trial waits for the device's own word, or for a telephone. */
const SLOW_MS: Partial<Record<CommandName, number>> = { 'reach:test': 12_000 };

type Answering = Commands['summons:answer'];

export interface Listener {
  hello(hello: Hello): void;
  live(live: Live): void;
  event(event: Event): void;
  down(): void;
  /** An attempt to connect has begun. */
  attempt(): void;
  /** The hub will not have us: most likely the session is over. */
  turnedAway(): void;
}

export class Connection implements HubPort, AnswerPort {
  readonly #socket: Socket = io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    // A hub that was killed is back in two or three seconds: whoever waits longer misses what was said then.
    reconnectionDelay: 400,
    reconnectionDelayMax: 2_000,
    timeout: 5_000,
  });

  constructor(listener: Listener) {
    const socket = this.#socket;
    socket.on('hello', (hello: Hello) => {
      listener.hello(hello);
    });
    socket.on('live', (live: Live) => {
      listener.live(live);
    });
    socket.on('event', (event: Event) => {
      listener.event(event);
    });
    socket.on('disconnect', () => {
      listener.down();
      if (!socket.active) this.#later(); // The hub closed it: socket.io then does not come back by itself.
    });
    socket.on('connect_error', () => {
      if (!socket.active) listener.turnedAway();
    });
    socket.io.on('reconnect_attempt', () => {
      listener.attempt();
    });
  }

  start(): void {
    this.#wanted = true;
    this.#socket.connect();
  }

  stop(): void {
    this.#wanted = false;
    this.#socket.disconnect();
  }

  tryNow(): void {
    if (!this.#wanted || this.#socket.connected) return;
    this.#socket.disconnect(); // Ends the wait for the next attempt.
    this.#socket.connect();
  }

  command<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Reply<Commands[N]['reply']>> {
    return this.#asked(name, ask, SLOW_MS[name] ?? ACK_MS);
  }

  /** Without a socket by the other door: there are networks that let plain requests through and nothing else. */
  send(item: Item, post: string): Promise<Reply<Receipt>> {
    if (this.#socket.connected) return this.#asked(item.command, item.ask, SEND_MS);
    return ask<Receipt>('POST', `/api/command/${item.command}`, item.ask, { patience_ms: SEND_MS, post });
  }

  /** As `send`: whom a summons rings for is not to wait for a socket. Twice is once, by its id. */
  async answer(said: Answering['ask'], post: string): Promise<Reply<Answering['reply']>> {
    const reply = await this.#asked('summons:answer', said, SEND_MS);
    if (reply.ok || reply.code !== 'unreachable') return reply;
    return ask<Answering['reply']>('POST', '/api/command/summons:answer', said, { post });
  }

  tell<N extends CommandName>(name: N, ask: Commands[N]['ask']): void {
    if (this.#socket.connected) this.#socket.emit(name, ask);
  }

  async #asked<N extends CommandName>(name: N, ask: Commands[N]['ask'], patience_ms: number): Promise<Reply<Commands[N]['reply']>> {
    if (!this.#socket.connected) return UNREACHABLE;
    try {
      return (await this.#socket.timeout(patience_ms).emitWithAck(name, ask)) as Reply<Commands[N]['reply']>;
    } catch {
      return UNREACHABLE; // No answer in time, or the link went.
    }
  }

  #wanted = false;

  #later(): void {
    setTimeout(() => {
      if (this.#wanted) this.#socket.connect();
    }, AGAIN_MS);
  }
}
