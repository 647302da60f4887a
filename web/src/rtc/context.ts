/** The page's one AudioContext. Browsers start it only after a touch, so it is asked again at each. */
let context: AudioContext | null = null;

export function audio(): AudioContext {
  context ??= new AudioContext({ latencyHint: 'interactive' });
  return context;
}

/** True when sound can be heard. */
export async function wake(): Promise<boolean> {
  const it = audio();
  if (it.state === 'running') return true;
  await Promise.race([it.resume().catch(() => undefined), new Promise((done) => setTimeout(done, 300))]);
  return (it.state as AudioContextState) === 'running';
}
