/** The world of the stores' tests: a hub that answers what it is told to, and a clock that is wound by hand. */
import type { Item } from '../lib/outbox';
import type { Call, Caller, Clock, CommandName, Durable, HubPort, Lead, MicAnswer, MicPort, Path, Tone, TonePort } from '../lib/ports';
import { UNREACHABLE, type No, type Reply } from '../lib/reply';
import type { Commands, Event, Hello } from '../lib/wire';

export class FakeHub implements HubPort {
  /** All that was asked and told, in order. */
  readonly said: [CommandName, unknown][] = [];
  readonly answers: { [N in CommandName]?: Commands[N]['reply'] | No } = {};

  command<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Reply<Commands[N]['reply']>> {
    this.said.push([name, ask]);
    return Promise.resolve((this.answers[name] ?? UNREACHABLE) as Reply<Commands[N]['reply']>);
  }

  tell(name: CommandName, ask: unknown): void {
    this.said.push([name, ask]);
  }

  tryNow(): void {
    this.said.length = 0;
  }

  get names(): CommandName[] {
    return this.said.map(([name]) => name);
  }
}

export class FakeClock implements Clock {
  #now = 0;
  #due: { at: number; then: () => void }[] = [];

  mono(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): () => void {
    const one = { at: this.#now + ms, then };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  wall(): number {
    return 1_700_000_000_000 + this.#now;
  }

  chance(): number {
    return 0.5;
  }

  wind(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter((one) => one.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = next.at;
      next.then();
    }
    this.#now = end;
  }
}

export class FakeMic implements MicPort {
  on = false;
  given: MicAnswer = 'granted';
  asks = true;
  lose: () => void = () => undefined;

  allowed(): Promise<boolean> {
    return Promise.resolve(!this.asks);
  }

  take(_device: string, onlost: () => void): Promise<MicAnswer> {
    this.lose = onlost;
    if (this.given === 'granted') this.asks = false;
    return Promise.resolve(this.given);
  }

  open(open: boolean): void {
    this.on = open;
  }

  release(): void {
    this.on = false;
  }
}

export class FakeTones implements TonePort {
  readonly heard: Tone[] = [];
  #end: () => void = () => undefined;

  play(tone: Tone): Promise<void> {
    this.heard.push(tone);
    return new Promise((done) => {
      this.#end = done;
    });
  }

  /** The tone has been heard to its end. */
  async end(): Promise<void> {
    this.#end();
    await settled();
  }
}

export class FakeCaller implements Caller {
  readonly calls: { closed: boolean; offers: number; accepted: string[]; path: (path: Path) => void }[] = [];

  call(onpath: (path: Path) => void): Call {
    const call = { closed: false, offers: 0, accepted: [] as string[], path: onpath };
    this.calls.push(call);
    return {
      offer: () => Promise.resolve(`offer ${++call.offers}`),
      accept: (sdp) => {
        call.accepted.push(sdp);
        return Promise.resolve();
      },
      counts: () => Promise.resolve(new Map()),
      close: () => {
        call.closed = true;
      },
    };
  }

  get last(): (typeof this.calls)[number] {
    const call = this.calls.at(-1);
    if (!call) throw new Error('nobody called');
    return call;
  }
}

/** A device that keeps all, or nothing. */
export class FakeDurable implements Durable {
  readonly kept = new Map<string, readonly Event[]>();
  readonly box = new Map<string, Item>();
  readonly files = new Map<string, Blob>();
  full = false;
  onitems: () => void = () => undefined;

  hello(): Promise<Hello | null> {
    return Promise.resolve(null);
  }

  keepHello(): void {
    // Nobody asks for it here.
  }

  events(stream: string): Promise<readonly Event[]> {
    return Promise.resolve(this.kept.get(stream) ?? []);
  }

  keep(stream: string, events: readonly Event[], anew: boolean): void {
    this.kept.set(stream, [...(anew ? [] : (this.kept.get(stream) ?? [])), ...events]);
  }

  forget(stream: string): void {
    this.kept.delete(stream);
  }

  items(): Promise<readonly Item[]> {
    return Promise.resolve([...this.box.values()]);
  }

  save(item: Item): Promise<boolean> {
    if (!this.full) this.box.set(item.id, item);
    return Promise.resolve(!this.full);
  }

  remove(id: string): void {
    this.box.delete(id);
  }

  keepFile(id: string, blob: Blob): Promise<boolean> {
    if (!this.full) this.files.set(id, blob);
    return Promise.resolve(!this.full);
  }

  file(id: string): Promise<Blob | null> {
    return Promise.resolve(this.files.get(id) ?? null);
  }

  dropFile(id: string): void {
    this.files.delete(id);
  }

  clear(): void {
    this.kept.clear();
  }

  close(): void {
    this.onitems = () => undefined;
  }
}

export class FakeLead implements Lead {
  leads = true;
  #onlead: (leads: boolean) => void = () => undefined;

  set onlead(onlead: (leads: boolean) => void) {
    this.#onlead = onlead;
    onlead(this.leads);
  }

  take(): void {
    this.leads = true;
    this.#onlead(true);
  }

  end(): void {
    this.leads = false;
  }
}

/** Let promises that have been kept have their say. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
