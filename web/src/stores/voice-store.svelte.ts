/** My voice in one room: performs what lib/voice.ts decides, and keeps the room as it is now. */
import type { Call, Caller, Clock, Counts, HubPort } from '../lib/ports';
import { heard, opened, type Room } from '../lib/room';
import { next, OUT, type Voice, type VoiceEffect, type VoiceEvent } from '../lib/voice';
import type { Live, RoomState } from '../lib/wire';

const WEAK_MS = 2_000;
const SPREAD_MS = 500;

export interface VoiceHooks {
  /** Shut what is open: the voice is going. */
  hush(): void;
  /** Whether there is a voice may have changed. */
  present(): void;
  /** A talk has ended, and nobody else's begins. */
  over(talker: string): void;
  /** The room is known as it is now: I have come in, or something in it has changed. */
  told?(room: Room): void;
  /** Few and small packets, please: said with each offer. */
  saver?(): boolean;
  /** I show how loud everybody is. */
  readonly meters?: true;
}

export class VoiceStore {
  readonly #hub: HubPort;
  readonly #caller: Caller;
  readonly #clock: Clock;
  readonly #hooks: VoiceHooks;
  #voice: Voice;
  #room: Room | null;
  #call: Call | null = null;
  /** The offer that was made last. */
  #offered = '';
  #calledOff: () => void = () => undefined;

  constructor(hub: HubPort, caller: Caller, clock: Clock, hooks: VoiceHooks) {
    this.#hub = hub;
    this.#caller = caller;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#voice = $state.raw<Voice>(OUT);
    this.#room = $state.raw<Room | null>(null);
  }

  get now(): Voice {
    return this.#voice;
  }

  /** The room it is in, or will be again. */
  get where(): string | null {
    const now = this.#voice;
    return now.at === 'in' || now.at === 'joining' || now.at === 'away' ? now.room : null;
  }

  get present(): boolean {
    return this.where !== null;
  }

  get room(): Room | null {
    return this.#room;
  }

  /** The id to speak with, while the voice is in. */
  get id(): string | null {
    return this.#voice.at === 'in' ? this.#voice.voice : null;
  }

  /** What its connection has counted; null while there is none. */
  async counts(): Promise<Counts | null> {
    return (await this.#call?.counts()) ?? null;
  }

  join(room: string): void {
    this.feed({ is: 'join', room });
  }

  leave(): void {
    this.feed({ is: 'leave' });
  }

  live(live: Live): void {
    if (live.kind === 'voice') {
      const { voice, why } = live.body;
      this.feed(why === 'freed' ? { is: 'freed', room: live.room } : { is: 'ended', voice, why });
      return;
    }
    if (!this.#room) return;
    const before = this.#room.floor.talker;
    this.#room = heard(this.#room, live, this.#clock.mono());
    if (live.kind === 'floor') this.#hooks.told?.(this.#room);
    if (before !== null && this.#room.floor.talker === null) this.#hooks.over(before);
  }

  feed(event: VoiceEvent): void {
    const [voice, effects] = next(this.#voice, event);
    if (voice.at !== this.#voice.at) this.#calledOff();
    this.#voice = voice;
    for (const effect of effects) this.#perform(effect);
    if (!this.present) this.#room = null;
    this.#hooks.present();
  }

  #perform(effect: VoiceEffect): void {
    switch (effect.do) {
      case 'call':
        void this.#join(effect.room);
        return;
      case 'restart':
        void this.#restart(effect.voice);
        return;
      case 'hang_up':
        this.#call?.close();
        this.#call = null;
        return;
      case 'hush':
        this.#hooks.hush();
        return;
      case 'say_leave':
        this.#hub.tell('voice:leave', { voice: effect.voice });
        return;
      case 'watch':
        this.#later(WEAK_MS, { is: 'still_weak' });
        return;
      case 'wait':
        this.#later(effect.least_ms + this.#clock.chance() * SPREAD_MS, { is: 'due' });
    }
  }

  get #saving(): { readonly saver?: true } {
    return this.#hooks.saver?.() ? { saver: true } : {};
  }

  #later(ms: number, event: VoiceEvent): void {
    this.#calledOff();
    this.#calledOff = this.#clock.after(ms, () => {
      this.feed(event);
    });
  }

  async #join(room: string): Promise<void> {
    const call = this.#caller.call((path) => {
      if (this.#call === call) this.feed({ is: 'path', path });
    });
    this.#call = call;
    const sdp = await call.offer();
    const reply = await this.#hub.command('voice:join', { room, sdp, ...this.#saving, ...(this.#hooks.meters && { meters: true }) });
    if (this.#call !== call) {
      if (reply.ok) this.#hub.tell('voice:leave', { voice: reply.voice }); // Left, or called anew, meanwhile.
      return;
    }
    if (!reply.ok) {
      this.feed({ is: 'refused', code: reply.code });
      return;
    }
    this.#tell(reply.state);
    this.feed({ is: 'joined', voice: reply.voice });
    await call.accept(reply.sdp);
  }

  async #restart(voice: string): Promise<void> {
    const call = this.#call;
    if (!call) return;
    const sdp = (this.#offered = await call.offer());
    const reply = await this.#hub.command('voice:offer', { voice, sdp, ...this.#saving });
    if (this.#call !== call || this.#offered !== sdp) return; // Gone, or offered anew meanwhile: that answer counts.
    if (!reply.ok) {
      this.feed({ is: 'refused', code: reply.code });
      return;
    }
    this.#tell(reply.state);
    this.feed({ is: 'answered' });
    await call.accept(reply.sdp);
  }

  #tell(state: RoomState): void {
    this.#room = opened(state);
    this.#hooks.told?.(this.#room);
  }
}
