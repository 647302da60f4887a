/** Everything a shell is handed: the stores, and what a press on a button asks of the page. */
import type { Clock, NewId, Tone } from '../lib/ports';
import type { AccessStore } from './access-store.svelte';
import type { AirLogStore } from './air-log-store.svelte';
import type { AllCall } from './all-call';
import type { AttachingStore } from './attaching-store.svelte';
import type { ChatStore } from './chat-store.svelte';
import type { ComposingStore } from './composing-store.svelte';
import type { DirectoryStore } from './directory-store.svelte';
import type { Dispatch } from './dispatch';
import type { HubStore } from './hub-store.svelte';
import type { InstallStore } from './install-store.svelte';
import type { LeadingStore } from './leading-store.svelte';
import type { MicStore } from './mic-store.svelte';
import type { MineStore } from './mine-store.svelte';
import type { NewsStore } from './news-store.svelte';
import type { OnAirStore } from './on-air-store.svelte';
import type { OutboxStore } from './outbox-store.svelte';
import type { PttStore } from './ptt-store.svelte';
import type { Pulse } from './pulse';
import type { ReachStore } from './reach-store.svelte';
import type { RecordStore } from './record-store.svelte';
import type { RenewalStore } from './renewal-store.svelte';
import type { RollCallStore } from './rollcall-store.svelte';
import type { RingStore } from './ring-store.svelte';
import type { RouteStore } from './route-store.svelte';
import type { SearchStore } from './search-store.svelte';
import type { SessionStore } from './session-store.svelte';
import type { SettingsStore } from './settings-store.svelte';
import type { SoundStore } from './sound-store.svelte';
import type { StepStore } from './step-store.svelte';
import type { SummonsStore } from './summons-store.svelte';
import type { SwitchStore } from './switch-store.svelte';
import type { TalkStore } from './talk-store.svelte';
import type { UploadStore } from './upload-store.svelte';
import type { ViewingStore } from './viewing-store.svelte';
import type { VoiceStore } from './voice-store.svelte';
import type { WaysStore } from './ways-store.svelte';

/** By what I am reached. now: null until it is fetched, which every start does in a while. */
export interface Reaching {
  readonly now: ReachStore | null;
  open(): Promise<ReachStore>;
}

/** Roll-calls. now: null until there is one I am in, or its screen was opened. */
export interface RollCalls {
  readonly now: RollCallStore | null;
  open(): Promise<RollCallStore>;
}

export interface Posko {
  readonly session: SessionStore;
  readonly ways: WaysStore;
  readonly access: AccessStore;
  readonly news: NewsStore;
  /** What is asked through it is proved again first, where the hub wants that. */
  readonly step: StepStore;
  readonly renewal: RenewalStore;
  readonly install: InstallStore;
  readonly settings: SettingsStore;
  readonly route: RouteStore;
  readonly hub: HubStore;
  readonly voice: VoiceStore;
  /** Hands, knocks, and leading a room. */
  readonly leading: LeadingStore;
  /** Who calls me, and my answers. */
  readonly ring: RingStore;
  readonly reach: Reaching;
  readonly rollcalls: RollCalls;
  readonly mic: MicStore;
  readonly ptt: PttStore;
  readonly mic_switch: SwitchStore;
  readonly talk: TalkStore;
  /** Whether I am on the air of my room's radio. */
  readonly on_air: OnAirStore;
  readonly sound: SoundStore;
  readonly chat: ChatStore;
  readonly outbox: OutboxStore;
  readonly composing: ComposingStore;
  readonly attaching: AttachingStore;
  readonly uploads: UploadStore;
  readonly viewing: ViewingStore;
  readonly search: SearchStore;
  /** The clock that never jumps, four times a second. */
  readonly mono: Pulse<number>;
  /** My own level, 0 to 1. */
  readonly level: Pulse<number>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly agent: string;
  /** The device's time of day, twice a second; and for dates, once a minute. */
  readonly wall: Pulse<number>;
  readonly minute: Pulse<number>;
  /** The console, fetched and set going. While it is there, the voice of the other shells is not. */
  dispatch(): Promise<Dispatch>;
  /** The directory, fetched: for administrators, and operators to look at. */
  managing(): Promise<DirectoryStore>;
  /** The log of the air, fetched and followed. */
  airing(): Promise<AirLogStore>;
  /** Calling people, and the board of it: fetched and followed. */
  summoning(): Promise<SummonsStore>;
  /** Where I was called lately: fetched and followed. */
  mine(): Promise<MineStore>;
  /** What each agency did in a month of summonses. */
  record(): Promise<RecordStore>;
  /** The call to all rooms, fetched and joined; and left again. */
  calling(): Promise<AllCall>;
  noCall(): void;
  /** Whatever is keyed is let go: something on the screen has broken. */
  unkey(): void;
  /** How the sound is sent was chosen anew: agree on it with the hub. */
  retune(): void;
  play(tone: Tone): void;
  readonly buzz: (...ms: readonly number[]) => void;
  /** The network is one that costs, as far as the browser says. */
  metered(): boolean;
  /** Put words where others can be pasted from. */
  copy(text: string): void;
  /** Sign out of this device. False when the hub could not be told: then nothing has changed. */
  leave(): Promise<boolean>;
}

/** What the pages of "Kelola" are handed: all of it, and the directory. */
export interface Managing extends Posko {
  readonly directory: DirectoryStore;
}
