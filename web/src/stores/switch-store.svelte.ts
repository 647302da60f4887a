/** The microphone switch of an open room: performs what lib/mic-switch.ts decides. */
import { SHUT, turn, type MicSwitch, type SwitchEffect, type SwitchEvent } from '../lib/mic-switch';
import type { Clock, HubPort, MicPort, TonePort } from '../lib/ports';

export class SwitchStore {
  /** Told after each turn of events. */
  onturn: () => void = () => undefined;
  readonly #hub: HubPort;
  readonly #mic: Pick<MicPort, 'open'>;
  readonly #tones: TonePort;
  readonly #clock: Clock;
  readonly #ongone: () => void;
  #now: MicSwitch;
  #voice = '';
  #turn = 0;

  constructor(hub: HubPort, mic: Pick<MicPort, 'open'>, tones: TonePort, clock: Clock, ongone: () => void) {
    this.#hub = hub;
    this.#mic = mic;
    this.#tones = tones;
    this.#clock = clock;
    this.#ongone = ongone;
    this.#now = $state.raw<MicSwitch>(SHUT);
  }

  get now(): MicSwitch {
    return this.#now;
  }

  down(voice: string): void {
    this.#voice = voice;
    this.#turn += 1;
    this.#feed({ is: 'down', at_ms: this.#clock.mono(), turn: this.#turn });
  }

  up(): void {
    this.#feed({ is: 'up', at_ms: this.#clock.mono() });
  }

  cancel(): void {
    this.#feed({ is: 'cancelled' });
  }

  lost(): void {
    this.#feed({ is: 'lost' });
  }

  #feed(event: SwitchEvent): void {
    const [now, effects] = turn(this.#now, event);
    this.#now = now;
    for (const effect of effects) this.#perform(effect);
    this.onturn();
  }

  #perform(effect: SwitchEffect): void {
    switch (effect.do) {
      case 'ask_open':
        void this.#ask(effect.turn);
        return;
      case 'ask_shut':
        this.#hub.tell('mic:set', { voice: this.#voice, open: false });
        return;
      case 'open_mic':
      case 'shut_mic':
        this.#mic.open(effect.do === 'open_mic');
        return;
      case 'buzz':
        void this.#tones.play('refused');
    }
  }

  async #ask(turn: number): Promise<void> {
    const reply = await this.#hub.command('mic:set', { voice: this.#voice, open: true });
    if (reply.ok) {
      this.#feed({ is: 'opened', turn });
      return;
    }
    this.#feed({ is: 'refused', turn, code: reply.code });
    if (reply.code === 'no_such_voice') this.#ongone();
  }
}
