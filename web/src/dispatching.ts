/** Ties the console together: its channels, their sound and their key. Fetched by those who have one. */
import type { Connection } from './hub/connection';
import { clock, keep } from './hub/device';
import type { Settings } from './lib/settings';
import type { Event } from './lib/wire';
import { Lines } from './rtc/lines';
import type { Microphone } from './rtc/microphone';
import { Mixer } from './rtc/mixer';
import type { Tones } from './rtc/tones';
import { AirFeed } from './stores/air-feed';
import { AirLogStore } from './stores/air-log-store.svelte';
import { AlarmStore } from './stores/alarm-store.svelte';
import { BoardStore } from './stores/board-store.svelte';
import { ChannelsStore } from './stores/channels-store.svelte';
import type { Dispatch } from './stores/dispatch';
import type { HubStore } from './stores/hub-store.svelte';
import { KeymapStore } from './stores/keymap-store.svelte';
import type { MicStore } from './stores/mic-store.svelte';
import { RoundTripStore } from './stores/round-trip-store.svelte';
import { TalkStore, type Place, type Toggle } from './stores/talk-store.svelte';

/** The parts of the page a console works with. */
export interface Around {
  readonly connection: Connection;
  readonly hub: HubStore;
  readonly mic: MicStore;
  readonly microphone: Microphone;
  readonly tones: Tones;
  readonly present: (present: boolean) => void;
  readonly blocked: (blocked: boolean) => void;
}

/** A console keys all its channels as one: what an open room's switch does is decided by each. */
const NO_SWITCH: Toggle = { down: () => undefined, up: () => undefined, cancel: () => undefined, lost: () => undefined };
const ANYWHERE: Place = { mode: 'ptt', voice: '' };

export class Dispatching implements Dispatch {
  readonly board = new BoardStore(keep);
  readonly keymap = new KeymapStore(keep);
  readonly air_log = new AirLogStore();
  readonly alarms = new AlarmStore();
  readonly channels: ChannelsStore;
  readonly trip: RoundTripStore;
  readonly talk: TalkStore;
  readonly #mixer = new Mixer();
  readonly #hub: HubStore;
  readonly #feed: AirFeed;
  #post = '';

  constructor({ connection, hub, mic, microphone, tones, present, blocked }: Around) {
    this.#hub = hub;
    this.trip = new RoundTripStore(connection, clock);
    this.#feed = new AirFeed(connection, (all) => {
      this.air_log.took(all);
    });
    this.#mixer.onblocked = blocked;
    const lines = new Lines(microphone, this.#mixer);
    this.channels = new ChannelsStore(connection, lines, tones, clock, this.board, hub, {
      present,
      told: (room) => {
        this.air_log.floor(room.id, room.floor, this.#now_ms);
      },
      left: (room) => {
        this.air_log.cut(this.#now_ms, room);
      },
    });
    this.talk = new TalkStore(mic, this.channels, NO_SWITCH, () => (this.channels.ready ? ANYWHERE : null), {
      clock,
      talk_ms: () => hub.talk_limit_ms,
    });
  }

  open(post: string): void {
    if (post !== this.#post) {
      this.#post = post;
      this.air_log.forget();
      this.#feed.forget();
      this.board.open(post);
    }
    this.channels.open();
    this.trip.open();
    this.#feed.linked((this.#hub.rooms ?? []).map((room) => room.id));
  }

  close(): void {
    this.talk.lost();
    this.channels.close();
    this.trip.close();
  }

  obey({ volume, muted }: Settings): void {
    this.#mixer.volume = muted ? 0 : volume ** 2;
  }

  linked(again: boolean): void {
    this.channels.linked(again);
    this.#feed.linked((this.#hub.rooms ?? []).map((room) => room.id));
  }

  event(event: Event): void {
    this.#feed.event(event);
  }

  down(): void {
    this.talk.lost();
    this.trip.lost();
    this.air_log.cut(this.#now_ms);
  }

  get #now_ms(): number {
    return this.#hub.at(clock.mono());
  }
}
