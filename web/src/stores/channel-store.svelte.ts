/** One channel of the console: my voice in its room, and the key that talks there. */
import type { Mix } from '../lib/channels';
import type { Clock, HubPort, Line, TonePort } from '../lib/ports';
import { wants } from '../lib/ptt';
import { talker, type Room } from '../lib/room';
import { ready } from '../lib/voice';
import type { Live, Mode, RadioNow } from '../lib/wire';
import { PttStore } from './ptt-store.svelte';
import { SwitchStore } from './switch-store.svelte';
import { VoiceStore } from './voice-store.svelte';

export interface ChannelHooks {
  /** Something of its place in the room has changed. */
  readonly present: () => void;
  readonly over: (talker: string) => void;
  readonly told: (room: Room) => void;
  /** How often the hub is told of a key that is held. */
  readonly every_ms: () => number;
  /** Something has come of its key. */
  readonly turned?: () => void;
  readonly saver?: () => boolean;
  readonly meters?: true;
}

export class ChannelStore {
  readonly room: string;
  readonly voice: VoiceStore;
  readonly ptt: PttStore;
  readonly mic_switch: SwitchStore;
  readonly #line: Line;
  readonly #clock: Clock;

  constructor(room: string, hub: HubPort, line: Line, tones: TonePort, clock: Clock, hooks: ChannelHooks) {
    this.room = room;
    this.#line = line;
    this.#clock = clock;
    const gone = (): void => {
      this.voice.feed({ is: 'gone' });
    };
    this.ptt = new PttStore(hub, line, tones, clock, gone, hooks.every_ms);
    this.mic_switch = new SwitchStore(hub, line, tones, clock, gone);
    this.ptt.onturn = this.mic_switch.onturn = () => hooks.turned?.();
    this.voice = new VoiceStore(hub, line, clock, {
      hush: () => {
        this.lost();
      },
      present: hooks.present,
      over: hooks.over,
      told: hooks.told,
      ...(hooks.saver && { saver: hooks.saver }),
      ...(hooks.meters && { meters: true }),
    });
  }

  /** May a press talk here now? */
  get ready(): boolean {
    return ready(this.voice.now);
  }

  get onair(): boolean {
    return this.ptt.now.at === 'onair' || this.mic_switch.now.at === 'open';
  }

  /** Held, whatever has come of it. */
  get keyed(): boolean {
    return wants(this.ptt.now) || this.mic_switch.now.at !== 'shut';
  }

  /** On the air, or about to be. */
  get going(): boolean {
    return this.ptt.going || this.mic_switch.now.at !== 'shut';
  }

  /** Its radio, or that of the channel it is patched to. */
  get radio(): RadioNow | null {
    return this.voice.room?.radio ?? null;
  }

  talker(mode: Mode): string | null {
    const { room } = this.voice;
    return room && talker(room, mode, this.#clock.mono());
  }

  press(mode: Mode): void {
    const { id } = this.voice;
    if (id === null || !this.ready) return;
    if (mode === 'ptt') this.ptt.press(id);
    else this.mic_switch.down(id);
  }

  /** On a console a key is held, also for an open room: nothing stays open behind it. */
  release(): void {
    this.ptt.release();
    this.mic_switch.cancel();
  }

  lost(): void {
    this.ptt.lost();
    this.mic_switch.lost();
  }

  mix(mix: Mix): void {
    this.#line.mix(mix);
  }

  live(live: Live): void {
    this.voice.live(live);
    if (live.kind === 'ptt') this.ptt.news(live.body);
  }

  close(): void {
    this.voice.leave();
    this.#line.close();
  }
}
