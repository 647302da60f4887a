/** The page's one AudioContext. Browsers start it only after a touch, so it is asked again at each. */
/** Not in all browsers, and not in the types yet. */
type Routable = AudioContext & { setSinkId(device: string): Promise<void> };

let context: AudioContext | null = null;
let output = '';

export function audio(): AudioContext {
  if (!context) {
    context = new AudioContext({ latencyHint: 'interactive' });
    sound(context);
  }
  return context;
}

/** The tones go where the voices go, in browsers that let a page choose. */
export function soundFrom(device: string): void {
  output = device;
  if (context) sound(context);
}

function sound(it: AudioContext): void {
  if ('setSinkId' in it) void (it as Routable).setSinkId(output).catch(() => undefined);
}

/** True when sound can be heard. */
export async function wake(): Promise<boolean> {
  const it = audio();
  if (it.state === 'running') return true;
  await Promise.race([it.resume().catch(() => undefined), new Promise((done) => setTimeout(done, 300))]);
  return (it.state as AudioContextState) === 'running';
}
