/** For the lobby: record three seconds and play them back, and which devices there are to choose from. */
import type { Device, Devices } from '../lib/ports';

const RECORD_MS = 3_000;

/** Resolves when it has been played back. The microphone must be open. Gives false where the browser cannot record. */
export async function echo(stream: MediaStream, output: string, onplay: () => void): Promise<boolean> {
  if (typeof MediaRecorder === 'undefined') return false;
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  await new Promise((done) => setTimeout(done, RECORD_MS));
  recorder.stop();
  await stopped;
  onplay();
  const url = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }));
  const player = new Audio(url);
  if (output && 'setSinkId' in player) await player.setSinkId(output).catch(() => undefined);
  await new Promise((done) => {
    player.onended = player.onerror = done;
    player.play().catch(done);
  });
  URL.revokeObjectURL(url);
  return true;
}

/** Those with a name: until the microphone was allowed a browser tells none. */
export async function devices(): Promise<Devices> {
  if (!('mediaDevices' in navigator)) return { inputs: [], outputs: [] };
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const named = (kind: MediaDeviceKind): readonly Device[] =>
    all.filter((one) => one.kind === kind && one.label !== '').map((one) => ({ id: one.deviceId, label: one.label }));
  const choosable = 'setSinkId' in HTMLMediaElement.prototype;
  return { inputs: named('audioinput'), outputs: choosable ? named('audiooutput') : [] };
}
