/** What was written and is not known to be saved: performs what lib/outbox.ts decides. */
import { EMPTY, orderOf, step, type Item, type Outbox, type OutboxInput, type OutboxEffect } from '../lib/outbox';
import type { Clock, Durable, Lead, NewId, SendPort } from '../lib/ports';
import type { FileCard } from '../lib/wire';

/** Who brings the files of waiting messages. */
export interface FileBringer {
  waits(items: readonly Item[], leads: boolean): void;
  anew(message: string): void;
}

/** So long a deletion can be called off. */
const UNDO_MS = 5_000;

export interface Words {
  readonly text: string;
  readonly mentions: string[];
}

export class OutboxStore {
  bringer: FileBringer | null = null;
  readonly #port: SendPort;
  readonly #clock: Clock;
  readonly #newId: NewId;
  readonly #onsaved: (room: string) => void;
  #durable: Durable | null = null;
  #lead: Lead | null = null;
  #box: Outbox;
  #delivered: number;
  #linked_ms = 0;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shown depends on it.
  readonly #unkept = new Map<string, Item>(); // Not on the device (yet): only this page knows of them.
  #calledOff: () => void = () => undefined;

  /** onsaved: something of this room was saved, and may not have come back by the stream yet. */
  constructor(port: SendPort, clock: Clock, newId: NewId, onsaved: (room: string) => void) {
    this.#port = port;
    this.#clock = clock;
    this.#newId = newId;
    this.#onsaved = onsaved;
    this.#box = $state.raw(EMPTY);
    this.#delivered = $state.raw(0);
  }

  get items(): readonly Item[] {
    return this.#box.items;
  }

  /** Written, and not saved: what signing out or a closed page would leave here. */
  get waiting(): number {
    return this.#box.items.filter((item) => item.seq === null).length;
  }

  /** Saved since the link came back, of what had been written before. */
  get delivered(): number {
    return this.#delivered;
  }

  async open(durable: Durable, lead: Lead): Promise<void> {
    this.#durable = durable;
    this.#lead = lead;
    durable.onitems = () => void this.#load();
    await this.#load();
    lead.onlead = (leads) => {
      this.feed({ is: 'leads', leads });
    };
  }

  /** Another post, or nobody: nothing of this one is seen or sent any more. */
  close(): void {
    this.#lead?.end();
    this.#lead = this.#durable = null;
    this.#unkept.clear();
    this.#calledOff();
    this.#box = EMPTY;
  }

  /** This is the page that is looked at. */
  looked(): void {
    this.#lead?.take();
  }

  linked(): void {
    this.#delivered = 0;
    this.#linked_ms = this.#clock.wall();
    this.feed({ is: 'linked' });
  }

  write(room: string, words: Words, reply_to: string | null, cards: readonly FileCard[] = []): void {
    const kept = this.#kept(room);
    const files = cards.map((card) => card.id) as NonNullable<Extract<Item, { command: 'chat:send' }>['ask']['files']>;
    const ask = { id: kept.id, room, ...said(words), ...(reply_to !== null && { reply_to }), ...(files.length > 0 && { files }) };
    this.feed({ is: 'written', item: { ...kept, command: 'chat:send', ask, cards } });
  }

  reword(room: string, message: string, words: Words): void {
    const kept = this.#kept(room);
    this.feed({ is: 'written', item: { ...kept, command: 'chat:edit', ask: { id: kept.id, message, ...said(words) } } });
  }

  /** Take a message back: sent after a moment in which it can be called off. */
  erase(room: string, message: string): void {
    const kept = this.#kept(room);
    const from_ms = this.#clock.wall() + UNDO_MS;
    this.feed({ is: 'written', item: { ...kept, from_ms, command: 'chat:delete', ask: { id: kept.id, message } } });
  }

  retry(id: string): void {
    this.bringer?.anew(id);
    this.feed({ is: 'retry', id });
  }

  drop(id: string): void {
    this.feed({ is: 'drop', id });
  }

  seen(room: string, seq: number): void {
    if (this.#box.items.some((item) => item.room === room && item.seq !== null)) this.feed({ is: 'seen', room, seq });
  }

  feed(input: OutboxInput): void {
    const [box, effects] = step(this.#box, input, this.#clock.wall());
    this.#box = box;
    for (const effect of effects) this.#perform(effect);
    this.bringer?.waits(this.#box.items, this.#box.leads && this.#box.signed_in);
  }

  #kept(room: string): Omit<Item, 'command' | 'ask' | 'cards'> {
    const order_ms = orderOf(this.#box, this.#clock.wall());
    return { id: this.#newId(), room, order_ms, from_ms: 0, seq: null, failed: null };
  }

  #perform(effect: OutboxEffect): void {
    switch (effect.do) {
      case 'send':
        void this.#send(effect.item);
        return;
      case 'save':
        void this.#save(effect.item);
        return;
      case 'remove':
        this.#unkept.delete(effect.id);
        this.#durable?.remove(effect.id);
        return;
      case 'wait':
        this.#calledOff();
        this.#calledOff = this.#clock.after(effect.ms, () => {
          this.feed({ is: 'due' });
        });
    }
  }

  async #send(item: Item): Promise<void> {
    const durable = this.#durable;
    const reply = await this.#port.send(item);
    if (durable !== this.#durable) return; // Another post has signed in meanwhile.
    if (reply.ok && item.order_ms < this.#linked_ms) this.#delivered += 1;
    this.feed({ is: 'answered', id: item.id, reply });
    if (reply.ok) this.#onsaved(item.room);
  }

  async #save(item: Item): Promise<void> {
    this.#unkept.set(item.id, item);
    const kept = (await this.#durable?.save(item)) ?? false;
    if (kept && this.#unkept.get(item.id) === item) this.#unkept.delete(item.id);
  }

  async #load(): Promise<void> {
    const durable = this.#durable;
    const kept = (await durable?.items()) ?? [];
    if (durable !== this.#durable) return;
    const mine = this.#unkept;
    this.feed({ is: 'loaded', items: [...kept.filter((item) => !mine.has(item.id)), ...mine.values()] });
  }
}

/** On the wire, nobody named is nothing said. */
function said({ text, mentions }: Words): { text: string; mentions?: string[] } {
  return mentions.length > 0 ? { text, mentions } : { text };
}
