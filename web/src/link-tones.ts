/** The link to the hub, as it is heard. */
import { clock } from './hub/device';
import type { Tones } from './rtc/tones';

/** A falling pair once the loss is shown, a rising one when it is over; of a short loss nothing is heard. */
export function linkTones(tones: Tones): { lost: () => void; back: () => void } {
  let calledOff = (): void => undefined;
  let said = false;
  return {
    lost: () => {
      calledOff();
      calledOff = clock.after(2_000, () => {
        said = true;
        void tones.play('lost');
      });
    },
    back: () => {
      calledOff();
      if (said) void tones.play('back');
      said = false;
    },
  };
}
