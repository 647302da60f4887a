/** What the radio asks of the world: a simulated handheld its air and its sound, recordings a player. */
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

/** Plays one recording at a time. */
export interface PlayerPort {
  /** done: it has come to its end, or cannot be played; not said of one that was stopped. */
  play(file: string, rate: number, done: (ok: boolean) => void): void;
  stop(): void;
}
