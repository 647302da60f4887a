/** What a simulated handheld asks of the world: an air, and its own sound. */
import type { MicAnswer } from './ports';

/** How a simulated handheld is: its squelch, whether it sends, whether its timer has ended that. */
export interface AirState {
  readonly open: boolean;
  readonly sending: boolean;
  readonly latched: boolean;
}

/** The air of a simulated radio channel. */
export interface AirPort {
  onstate: (state: AirState) => void;
  onlink: (up: boolean) => void;
  onsound: (pcm: ArrayBuffer) => void;
  open(): void;
  say(word: Readonly<Record<string, string | number | boolean>>): void;
  send(pcm: ArrayBuffer): void;
}

/** Its loudspeaker and microphone. */
export interface AirSoundPort {
  start(onframe: (frame: ArrayBuffer) => void): Promise<MicAnswer>;
  play(pcm: ArrayBuffer): void;
  level(): number;
}
