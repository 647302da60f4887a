/** The console's channels as the world has them: a branch of the microphone out, a fader in, a connection between. */
import type { Mix } from '../lib/channels';
import type { Call, Line, LinePort, Path } from '../lib/ports';
import type { Branch } from './branch';
import type { Microphone } from './microphone';
import type { Fader, Mixer } from './mixer';
import { Peers } from './peer';

export class Lines implements LinePort {
  readonly #microphone: Microphone;
  readonly #mixer: Mixer;

  constructor(microphone: Microphone, mixer: Mixer) {
    this.#microphone = microphone;
    this.#mixer = mixer;
  }

  line(): Line {
    return new OneLine(this.#microphone.branch(), this.#mixer.fader());
  }
}

class OneLine implements Line {
  readonly #branch: Branch;
  readonly #fader: Fader;
  readonly #peers: Peers;

  constructor(branch: Branch, fader: Fader) {
    this.#branch = branch;
    this.#fader = fader;
    this.#peers = new Peers(branch, fader);
  }

  call(onpath: (path: Path) => void): Call {
    return this.#peers.call(onpath);
  }

  open(open: boolean): void {
    this.#branch.open(open);
  }

  mix(mix: Mix): void {
    this.#fader.mix = mix;
  }

  close(): void {
    this.#branch.end();
    this.#fader.end();
  }
}
