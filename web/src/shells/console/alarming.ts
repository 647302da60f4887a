/** The sound of an alarm: at once, and every few seconds as long as there is one. */
const EVERY_MS = 5_000;

/** Sounds now and again until what it gives is called. */
export function alarming(sound: () => void): () => void {
  sound();
  const timer = setInterval(sound, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
