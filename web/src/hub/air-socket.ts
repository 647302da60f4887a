/** The way of a simulated handheld to its air: a WebSocket that comes back by itself. */
import type { AirPort, AirState } from '../lib/air-ports';

const AGAIN_MS = 2000;
/** It says something every second. */
const SILENT_MS = 3500;

export class AirSocket implements AirPort {
  onstate: (state: AirState) => void = () => undefined;
  onlink: (up: boolean) => void = () => undefined;
  onsound: (pcm: ArrayBuffer) => void = () => undefined;
  #socket: WebSocket | null = null;
  #silent: ReturnType<typeof setTimeout> | undefined;

  open(): void {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ht/air`);
    socket.binaryType = 'arraybuffer';
    const lost = (): void => {
      clearTimeout(this.#silent);
      socket.onmessage = socket.onclose = null;
      socket.close();
      this.#socket = null;
      this.onlink(false);
      setTimeout(() => {
        this.open();
      }, AGAIN_MS);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      clearTimeout(this.#silent);
      this.#silent = setTimeout(lost, SILENT_MS);
      // It is there once it speaks: a hub may take the call and have no radio behind it.
      if (typeof data === 'string') this.#told(JSON.parse(data) as AirState, socket);
      else this.onsound(data);
    };
    socket.onclose = lost;
  }

  say(word: Readonly<Record<string, string | number | boolean>>): void {
    this.#socket?.send(JSON.stringify(word));
  }

  send(pcm: ArrayBuffer): void {
    this.#socket?.send(pcm);
  }

  #told(state: AirState, socket: WebSocket): void {
    if (this.#socket !== socket) {
      this.#socket = socket;
      this.onlink(true);
    }
    this.onstate(state);
  }
}
