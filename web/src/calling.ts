/** Ties the call to all rooms together: its voice, its way out of the microphone and its key. Fetched by who may call. */
import type { Connection } from './hub/connection';
import { clock } from './hub/device';
import type { Line } from './lib/ports';
import type { Live } from './lib/wire';
import { Lines } from './rtc/lines';
import type { Microphone } from './rtc/microphone';
import { Mixer } from './rtc/mixer';
import type { Tones } from './rtc/tones';
import { ALL_CALL, type AllCall } from './stores/all-call';
import { ChannelStore } from './stores/channel-store.svelte';
import type { MicStore } from './stores/mic-store.svelte';
import { TalkStore, type Key } from './stores/talk-store.svelte';

/** The parts of the page it works with. */
export interface Around {
  readonly connection: Connection;
  readonly mic: MicStore;
  readonly microphone: Microphone;
  readonly tones: Tones;
  readonly present: () => void;
  /** On the air to all: what is heard of a room meanwhile is oneself. */
  readonly alone: (alone: boolean) => void;
}

const HELD_EVERY_MS = 200;
const NO_SWITCH = { down: (): void => undefined, up: (): void => undefined, cancel: (): void => undefined, lost: (): void => undefined };

export class Calling implements AllCall {
  readonly channel: ChannelStore;
  readonly talk: TalkStore;

  constructor({ connection, mic, microphone, tones, present, alone }: Around) {
    const line = hushing(new Lines(microphone, new Mixer()).line(), alone);
    const channel = new ChannelStore(ALL_CALL, connection, line, tones, clock, {
      present,
      over: () => undefined, // It is mine, or of somebody whose rooms I hear anyway.
      told: () => undefined,
      every_ms: () => HELD_EVERY_MS,
    });
    const key: Key = {
      going: false, // Held, and never locked: it interrupts everybody.
      onturn: () => undefined,
      press: () => {
        channel.press('ptt');
      },
      release: () => {
        channel.release();
      },
      lost: () => {
        channel.lost();
      },
    };
    this.channel = channel;
    this.talk = new TalkStore(mic, key, NO_SWITCH, () => (channel.ready ? { mode: 'ptt', voice: '' } : null));
  }

  open(): void {
    if (!this.channel.voice.present) this.channel.voice.join(ALL_CALL);
  }

  close(): void {
    this.talk.lost();
    this.channel.voice.leave();
  }

  hello(again: boolean): void {
    if (again) this.channel.voice.feed({ is: 'link_back' });
  }

  live(live: Live): void {
    this.channel.live(live);
  }

  down(): void {
    this.talk.lost();
  }
}

/** The same line, that says when it is open. */
function hushing(line: Line, alone: (alone: boolean) => void): Line {
  return {
    call: (onpath) => line.call(onpath),
    open: (open) => {
      alone(open);
      line.open(open);
    },
    mix: (mix) => {
      line.mix(mix);
    },
    close: () => {
      line.close();
    },
  };
}
