/** The world of the console's tests: a hub of three rooms, lines that note what is done to them, and a key. */
import type { Mix } from '../lib/channels';
import type { Keep, Line } from '../lib/ports';
import type { Mode, RoomCard, VoiceJoined } from '../lib/wire';
import { BoardStore } from './board-store.svelte';
import { ChannelsStore } from './channels-store.svelte';
import { FakeCaller, FakeClock, FakeHub, FakeMic, FakeTones, settled } from './fake-ports';
import { MicStore } from './mic-store.svelte';
import { TalkStore } from './talk-store.svelte';

const NONE = (): undefined => undefined;

export function card(id: string, mode: Mode = 'ptt'): RoomCard {
  return { id, name: id, mode, members: 3, here: 1, talker: null };
}

/** One channel's way out and in. */
export class FakeLine extends FakeCaller implements Line {
  on = false;
  mixed: Mix = { gain: 0, pan: 0, device: '' };
  ended = false;

  open(open: boolean): void {
    this.on = open;
  }

  mix(mix: Mix): void {
    this.mixed = mix;
  }

  close(): void {
    this.ended = true;
  }
}

/** A hub that gives each room's voice a name of its own. */
class Rooms extends FakeHub {
  full = '';

  override command: FakeHub['command'] = (name, ask) => {
    if (name === 'voice:join') this.#answerJoin((ask as { room: string }).room);
    return super.command(name, ask);
  };

  #answerJoin(room: string): void {
    const floor = { talker: null, since_ms: null, until_ms: null, queue: [] };
    const state = { room: card(room), participants: [], floor, moderation: {}, leads: true };
    const joined: VoiceJoined = { ok: true, voice: `v-${room}`, sdp: '', state };
    this.answers['voice:join'] = room === this.full ? { ok: false, code: 'room_full' } : joined;
  }
}

export class FakeConsole {
  readonly hub = new Rooms();
  readonly clock = new FakeClock();
  readonly tones = new FakeTones();
  readonly lines: FakeLine[] = [];
  readonly present: boolean[] = [];
  readonly left: string[] = [];
  readonly kept = new Map<string, string>();
  readonly keep: Keep = {
    read: (name) => this.kept.get(name) ?? null,
    write: (name, value) => {
      this.kept.set(name, value);
    },
  };
  readonly about: { rooms: RoomCard[] | null; up: boolean; me: { id: string } } = {
    rooms: [card('a'), card('b'), card('c', 'open')],
    up: true,
    me: { id: 'me' },
  };
  readonly board = new BoardStore(this.keep);
  readonly channels: ChannelsStore;
  readonly talk: TalkStore;

  constructor() {
    this.board.open('operator');
    const line = (): Line => {
      const one = new FakeLine();
      this.lines.push(one);
      return one;
    };
    this.channels = new ChannelsStore(this.hub, { line }, this.tones, this.clock, this.board, this.about, {
      present: (is) => this.present.push(is),
      told: NONE,
      left: (room) => this.left.push(room),
    });
    const port = new FakeMic();
    port.asks = false;
    const mic = new MicStore(port, () => '', NONE);
    const nowhere = { down: NONE, up: NONE, cancel: NONE, lost: NONE };
    this.talk = new TalkStore(mic, this.channels, nowhere, () => (this.channels.ready ? { mode: 'ptt', voice: '' } : null));
    this.hub.answers['ptt:held'] = { ok: true };
    this.hub.answers['mic:set'] = { ok: true };
    this.hub.answers['ptt:request'] = { ok: true, state: 'granted', until_ms: 60_000 };
    this.channels.open();
  }

  /** Talk to these, and have a path to each. */
  async up(...rooms: string[]): Promise<void> {
    for (const [n, room] of rooms.entries()) this.board.select(room, n > 0);
    await this.paths();
  }

  async paths(): Promise<void> {
    await settled();
    for (const line of this.lines) line.last.path('up');
  }

  async press(): Promise<void> {
    await this.talk.down();
    await settled();
  }

  get joined(): string[] {
    return this.hub.said.filter(([name]) => name === 'voice:join').map(([, ask]) => (ask as { room: string }).room);
  }

  /** What the key has asked for, and where. */
  get asked(): string[] {
    const of_key = this.hub.said.filter(([name]) => name.startsWith('ptt') || name === 'mic:set');
    return of_key.map(([name, ask]) => `${name} ${(ask as { voice: string }).voice}`);
  }

  get states(): string {
    return ['a', 'b', 'c'].map((room) => this.channels.channel(room)?.ptt.now.at ?? '-').join(' ');
  }

  /** Into which channels the microphone is let. */
  get open(): boolean[] {
    return this.lines.map((line) => line.on);
  }
}
