/**
 * The console's channels: one voice for each room that is listened to, as the board wants it.
 *
 * The board is what is wished, the channels follow it. A press keys those that are selected and ready
 * at that moment; one that is selected, or comes back, while the key is down waits for the next press.
 */
import { heldEvery_ms, mix, those, wish } from '../lib/channels';
import { empty, put, without } from '../lib/keyed';
import type { Clock, HubPort, LinePort, TonePort } from '../lib/ports';
import { onlyHeard } from '../lib/radio';
import type { Room } from '../lib/room';
import type { Live, RoomCard } from '../lib/wire';
import type { BoardStore } from './board-store.svelte';
import { ChannelStore } from './channel-store.svelte';
import { Joins } from './joins';
import { OneVoice } from './one-voice';

export interface ChannelsAbout {
  /** My rooms; null while they are not known. */
  readonly rooms: readonly RoomCard[] | null;
  readonly up: boolean;
  readonly me: { readonly id: string } | null;
}

export interface ChannelsHooks {
  /** Whether there is a voice in any room, or will be again. */
  present(present: boolean): void;
  /** Few and small packets, please. */
  saver?(): boolean;
  told(room: Room): void;
  /** A room is not heard any more. */
  left(room: string): void;
  /** Something has come of a key, or of a radio. */
  turned?(): void;
}

export class ChannelsStore {
  /** Something has come of a key. */
  onturn: () => void = () => undefined;
  readonly #joins: Joins;
  readonly #lines: LinePort;
  readonly #tones: OneVoice;
  readonly #clock: Clock;
  readonly #board: BoardStore;
  readonly #about: ChannelsAbout;
  readonly #hooks: ChannelsHooks;
  #channels: ReadonlyMap<string, ChannelStore>;
  #open = false;
  #by_radio = false; // The key that is down is the one of the radio, whatever is selected.

  constructor(hub: HubPort, lines: LinePort, tones: TonePort, clock: Clock, board: BoardStore, about: ChannelsAbout, hooks: ChannelsHooks) {
    this.#joins = new Joins(hub, clock, (room) => this.#rank(room));
    this.#lines = lines;
    this.#tones = new OneVoice(tones, () => this.onair);
    this.#clock = clock;
    this.#board = board;
    this.#about = about;
    this.#hooks = hooks;
    this.#channels = $state.raw(empty<ChannelStore>());
    board.onchange = () => {
      this.follow();
    };
  }

  channel(room: string): ChannelStore | null {
    return this.#channels.get(room) ?? null;
  }

  /** Those that are talked to, in the order of the list of rooms. */
  get selected(): readonly ChannelStore[] {
    const chosen = those(this.#board.now, 'selected');
    return (this.#about.rooms ?? []).flatMap(({ id }) => (chosen.includes(id) ? (this.#channels.get(id) ?? []) : []));
  }

  get all(): readonly ChannelStore[] {
    return [...this.#channels.values()];
  }

  /** The one that the key of the radio talks to: selected if one is, else the first that is heard. */
  get radio(): ChannelStore | null {
    const radios = (this.#about.rooms ?? []).filter((card) => card.radio && !onlyHeard(card.radio));
    const channels = radios.flatMap(({ id }) => this.#channels.get(id) ?? []);
    const sending = channels.filter((one) => one.radio?.receive_only !== true);
    return this.selected.find((one) => sending.includes(one)) ?? sending[0] ?? null;
  }

  get onair(): boolean {
    return [...this.#channels.values()].some((one) => one.onair);
  }

  /** Is any channel heard now? */
  get hearing(): boolean {
    return [...this.#channels.values()].some((one) => one.ready);
  }

  /** Would a press talk to anybody? */
  get ready(): boolean {
    return this.#about.up && this.selected.some((one) => one.ready);
  }

  /** Begin to do as the board says. */
  open(): void {
    this.#open = true;
    this.follow();
  }

  /** Leave all rooms; what is wished stays. */
  close(): void {
    this.#open = false;
    this.follow();
  }

  /** Bring what is heard in line with what is wished and which rooms there are. */
  follow(): void {
    const wanted = this.#wanted;
    if (wanted === null) return; // Not known yet: nothing is given up for that.
    for (const room of this.#channels.keys()) if (!wanted.includes(room)) this.#end(room);
    for (const room of wanted) if (!this.#channels.has(room)) this.#begin(room);
    for (const [room, channel] of this.#channels) {
      channel.mix(mix(this.#board.now, room));
      if (wish(this.#board.now, room).listen !== 'selected' && channel.keyed && !this.#by_radio) channel.lost();
    }
  }

  /** Join it again, from here: it was refused, or my voice has moved to another device. */
  bring(room: string): void {
    this.#channels.get(room)?.voice.join(room);
  }

  /** The hub is there; again: it was away meanwhile. */
  linked(again: boolean): void {
    this.follow();
    for (const { room, voice } of this.#channels.values()) {
      if (again) voice.feed({ is: 'link_back' });
      if (voice.now.at === 'refused') voice.join(room);
    }
  }

  /** The network has changed under us. */
  moved(): void {
    for (const { voice } of this.#channels.values()) voice.feed({ is: 'network' });
  }

  live(live: Live): void {
    for (const one of this.#channels.values()) one.live(live);
    if (live.kind === 'voice' && this.#channels.get(live.room)?.voice.now.at === 'out') this.bring(live.room); // It is free, and still wished here.
    if (live.kind === 'rooms') this.follow();
    if (live.kind === 'radio' || live.kind === 'floor') this.#hooks.turned?.();
  }

  // The key.

  get going(): boolean {
    return [...this.#channels.values()].some((one) => one.going);
  }

  press(): void {
    this.#by_radio = false;
    for (const one of this.selected) {
      const card = this.#card(one.room);
      if (!onlyHeard(card?.radio) && one.radio?.receive_only !== true) one.press(card?.mode ?? 'ptt');
    }
  }

  /** Talk to the radio alone, whatever is selected. */
  pressRadio(): void {
    this.#by_radio = true;
    this.radio?.press('ptt');
  }

  release(): void {
    for (const one of this.#channels.values()) one.release();
  }

  lost(): void {
    for (const one of this.#channels.values()) one.lost();
  }

  #begin(room: string): void {
    const channel = new ChannelStore(room, this.#joins, this.#lines.line(), this.#tones, this.#clock, {
      present: () => {
        this.#present();
      },
      over: (talker) => {
        if (wish(this.#board.now, room).listen === 'selected' && talker !== this.#about.me?.id) void this.#tones.play('over');
      },
      told: (now) => {
        this.#hooks.told(now);
      },
      turned: () => {
        this.onturn();
        this.#hooks.turned?.();
      },
      saver: () => this.#hooks.saver?.() === true,
      meters: true,
      every_ms: () => heldEvery_ms([...this.#channels.values()].filter((one) => one.keyed).length),
    });
    this.#channels = put(this.#channels, [[room, channel]]);
    channel.voice.join(room);
  }

  #end(room: string): void {
    const channel = this.#channels.get(room);
    this.#channels = without(this.#channels, room);
    channel?.close();
    this.#joins.drop(room);
    this.#hooks.left(room);
    this.#present();
  }

  #present(): void {
    this.#hooks.present([...this.#channels.values()].some(({ voice }) => voice.present));
  }

  get #wanted(): readonly string[] | null {
    if (!this.#open) return [];
    const ids = this.#about.rooms?.map(({ id }) => id) ?? null;
    return ids && ids.filter((id) => wish(this.#board.now, id).listen !== 'off');
  }

  #card(room: string): RoomCard | null {
    return this.#about.rooms?.find(({ id }) => id === room) ?? null;
  }

  /** Those that are talked to are joined first, then in the order of the list. */
  #rank(room: string): number {
    const place = this.#about.rooms?.findIndex(({ id }) => id === room) ?? 0;
    return wish(this.#board.now, room).listen === 'selected' ? place : place + 1_000;
  }
}
