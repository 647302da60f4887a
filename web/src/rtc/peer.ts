/** One RTCPeerConnection for one voice: sends the microphone, hears the room. The hub answers each offer. */
import type { Call, Caller, Counts, Path } from '../lib/ports';
import { configuration } from './relays';

export { mayRelay } from './relays';

/** What is sent: from now on this sender carries it. */
export interface Mouth {
  feed(sender: RTCRtpSender | null): Promise<void>;
}

/** Where it is heard. */
export interface Ear {
  hear(track: MediaStreamTrack): void;
  silence(): void;
}

export class Peers implements Caller {
  readonly #mic: Mouth;
  readonly #speaker: Ear;

  constructor(mic: Mouth, speaker: Ear) {
    this.#mic = mic;
    this.#speaker = speaker;
  }

  call(onpath: (path: Path) => void): Call {
    return new Peer(this.#mic, this.#speaker, onpath);
  }
}

class Peer implements Call {
  readonly #pc = new RTCPeerConnection(configuration());
  readonly #mic: Mouth;
  readonly #speaker: Ear;
  #offered = false;

  constructor(mic: Mouth, speaker: Ear, onpath: (path: Path) => void) {
    this.#mic = mic;
    this.#speaker = speaker;
    const pc = this.#pc;
    const { sender } = pc.addTransceiver('audio', { direction: 'sendrecv' }); // No track: no permission needed to listen.
    void mic.feed(sender);
    pc.ontrack = ({ track, receiver }) => {
      hurry(receiver);
      speaker.hear(track);
    };
    pc.onconnectionstatechange = () => {
      const path = PATHS[pc.connectionState];
      if (path) onpath(path);
    };
  }

  async offer(): Promise<string> {
    if (this.#offered) {
      this.#pc.setConfiguration(configuration());
      this.#pc.restartIce();
    }
    this.#offered = true;
    const { sdp } = await this.#pc.createOffer();
    await this.#pc.setLocalDescription({ type: 'offer', sdp: sdp ?? '' });
    return sdp ?? ''; // At once: the hub needs none of our addresses, it answers where it is spoken to from.
  }

  async accept(sdp: string): Promise<void> {
    if (this.#pc.signalingState !== 'have-local-offer') return;
    await this.#pc.setRemoteDescription({ type: 'answer', sdp });
  }

  counts(): Promise<Counts> {
    return this.#pc.getStats();
  }

  close(): void {
    this.#pc.ontrack = this.#pc.onconnectionstatechange = null;
    void this.#mic.feed(null);
    this.#pc.close();
    this.#speaker.silence();
  }
}

const PATHS: Readonly<Partial<Record<RTCPeerConnectionState, Path>>> = { connected: 'up', disconnected: 'weak', failed: 'failed' };

/** As little delay as the network allows. */
function hurry(receiver: RTCRtpReceiver): void {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  if ('playoutDelayHint' in receiver) (receiver as { playoutDelayHint: number | null }).playoutDelayHint = 0;
}
