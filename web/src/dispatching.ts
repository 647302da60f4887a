/** Ties the console together: its channels, their sound and their key. Fetched by those who have one. */
import type { Connection } from './hub/connection';
import { clock, keep } from './hub/device';
import type { Settings } from './lib/settings';
import { silenced } from './lib/channels';
import type { Event, Live, Recorded } from './lib/wire';
import { saving } from './obey';
import { Lines } from './rtc/lines';
import type { Microphone } from './rtc/microphone';
import { Mixer } from './rtc/mixer';
import { Player } from './rtc/player';
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
import { OnAirStore } from './stores/on-air-store.svelte';
import { PatchStore } from './stores/patch-store.svelte';
import { RoundTripStore } from './stores/round-trip-store.svelte';
import { TalkStore, type Key, type Place, type Toggle } from './stores/talk-store.svelte';
import { TapeStore } from './stores/tape-store.svelte';
import { UnitsStore } from './stores/units-store.svelte';

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
  readonly ht: TalkStore;
  readonly on_air: OnAirStore;
  readonly patches: PatchStore;
  readonly tapes: TapeStore;
  readonly units: UnitsStore;
  readonly radio_alarms = new AlarmStore();
  readonly #player = new Player();
  readonly #mixer = new Mixer();
  readonly #hub: HubStore;
  readonly #feed: AirFeed;
  #post = '';
  #saver = false;

  constructor({ connection, hub, mic, microphone, tones, present, blocked }: Around) {
    this.#hub = hub;
    this.trip = new RoundTripStore(connection, clock);
    this.patches = new PatchStore(connection);
    this.units = new UnitsStore(connection);
    this.tapes = new TapeStore(
      () => this.air_log.now,
      this.#player,
      keep,
      () => this.#now_ms,
    );
    this.#feed = new AirFeed(
      connection,
      (all) => {
        this.air_log.took(all);
      },
      (room, recorded, live) => {
        this.#taped(room, recorded, live);
      },
    );
    this.#mixer.onblocked = blocked;
    const lines = new Lines(microphone, this.#mixer);
    this.channels = new ChannelsStore(connection, lines, tones, clock, this.board, hub, {
      present,
      saver: () => this.#saver,
      told: (room) => {
        this.air_log.floor(room.id, room.floor, this.#now_ms);
      },
      left: (room) => {
        this.air_log.cut(this.#now_ms, room);
      },
      turned: () => {
        this.on_air.look();
        if (this.channels.going) this.tapes.stop(); // It would go out by the microphone.
      },
    });
    this.on_air = new OnAirStore(
      () => this.channels.all,
      clock,
      () => void tones.play('refused'),
    );
    this.ht = new TalkStore(mic, radioKey(this.channels), NO_SWITCH, () => (this.channels.radio?.ready ? ANYWHERE : null));
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
      this.tapes.open(post);
    }
    this.channels.open();
    this.trip.open();
    void this.units.load();
    this.#feed.linked((this.#hub.rooms ?? []).map((room) => room.id));
  }

  close(): void {
    this.tapes.stop();
    this.lost();
    this.channels.close();
    this.trip.close();
  }

  obey(now: Settings): void {
    const { volume, muted, output } = now;
    this.#saver = saving(now);
    this.#mixer.volume = muted ? 0 : volume ** 2;
    this.#player.volume = muted ? 0 : volume;
    this.#player.output = output;
  }

  linked(again: boolean): void {
    this.channels.linked(again);
    this.#feed.linked((this.#hub.rooms ?? []).map((room) => room.id));
  }

  live(live: Live): void {
    this.channels.live(live);
  }

  event(event: Event): void {
    this.#feed.event(event);
  }

  /** Whatever is keyed is let go. */
  lost(): void {
    this.talk.lost();
    this.ht.lost();
  }

  down(): void {
    this.lost();
    this.trip.lost();
    this.air_log.cut(this.#now_ms);
  }

  /** What came while its channel was heard here needs no second hearing. */
  #taped(room: string, recorded: Recorded, live: boolean): void {
    this.air_log.taped(room, recorded);
    const mine = recorded.recording.talker === this.#hub.me?.id;
    const heard = live && this.channels.channel(room)?.ready === true && !silenced(this.board.now, room);
    if (mine || heard) this.tapes.mark(recorded.recording.id);
  }

  get #now_ms(): number {
    return this.#hub.at(clock.mono());
  }
}

/** The channels as the radio's own key sees them. */
function radioKey(channels: ChannelsStore): Key {
  return {
    press: () => {
      channels.pressRadio();
    },
    release: () => {
      channels.release();
    },
    lost: () => {
      channels.lost();
    },
    get going() {
      return channels.going;
    },
    onturn: () => undefined,
  };
}
