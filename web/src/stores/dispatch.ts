/** What the console has beside the stores of every shell. Made when a console is first shown. */
import type { AirLogStore } from './air-log-store.svelte';
import type { AlarmStore } from './alarm-store.svelte';
import type { BoardStore } from './board-store.svelte';
import type { ChannelsStore } from './channels-store.svelte';
import type { KeymapStore } from './keymap-store.svelte';
import type { OnAirStore } from './on-air-store.svelte';
import type { PatchStore } from './patch-store.svelte';
import type { TapeStore } from './tape-store.svelte';
import type { RoundTripStore } from './round-trip-store.svelte';
import type { TalkStore } from './talk-store.svelte';
import type { UnitsStore } from './units-store.svelte';

export interface Dispatch {
  readonly board: BoardStore;
  readonly channels: ChannelsStore;
  readonly talk: TalkStore;
  /** The key of the radio alone. */
  readonly ht: TalkStore;
  readonly on_air: OnAirStore;
  readonly patches: PatchStore;
  readonly tapes: TapeStore;
  /** Whose a handheld's number is. */
  readonly units: UnitsStore;
  /** What is wrong at a radio, and was heeded. */
  readonly radio_alarms: AlarmStore;
  readonly air_log: AirLogStore;
  readonly keymap: KeymapStore;
  readonly trip: RoundTripStore;
  readonly alarms: AlarmStore;
}
