/** The sound of a ring: each round sounds for a while, until the next. */
import { ROUND_MS } from '../../lib/summons';

const EVERY_MS = 2_500;
const TIMES = Math.ceil(ROUND_MS / EVERY_MS);

/** round: another one begins when it changes. Gives how to stop. */
export function ringing(round: () => string, sound: () => void): () => void {
  let now = '';
  let rest = 0;
  const beat = (): void => {
    if (round() !== now) {
      now = round();
      rest = TIMES;
    }
    if (rest > 0) sound();
    rest -= 1;
  };
  beat();
  const timer = setInterval(beat, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
