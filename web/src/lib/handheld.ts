/** A simulated handheld radio: how well it reaches the base from where it is, and what is keyed on its pad. */

export interface Place {
  readonly range_km: number;
  readonly noise_db: number;
  readonly battery: number; // 0 to 1
}

export const RANGE_MAX_KM = 12;
export const NOISE_MAX_DB = 24;
/** How well a full handheld next to the base is heard, and what each kilometre takes of it. */
const NEAR_DB = 42;
const PER_KM_DB = 2.5;
/** A battery that is nearly empty sends with a fifth of the power. */
export const LOW_BATTERY = 0.15;
const LOW_DB = 7;
/** Below it no squelch opens; below the next voices are hard to make out. */
const LOST_DB = 4;
const WEAK_DB = 10;
const CLEAR_DB = 22;
/** A second on the air takes that much of a battery: five minutes are half of it. */
export const DRAIN_PER_S = 0.5 / 300;

export type Quality = 'clear' | 'noisy' | 'weak' | 'lost';

/** Places with a name, from near to far. */
export const PLACES: Readonly<Record<Quality, Omit<Place, 'battery'>>> = {
  clear: { range_km: 1, noise_db: 0 },
  noisy: { range_km: 6, noise_db: 12 },
  weak: { range_km: 10, noise_db: 10 },
  lost: { range_km: 12, noise_db: 18 },
};

/** Its carrier at the base, over the noise. */
export function carrierDb(place: Place): number {
  const power = place.battery <= LOW_BATTERY ? LOW_DB : 0;
  return NEAR_DB - PER_KM_DB * place.range_km - place.noise_db - power;
}

export function quality(carrier_db: number): Quality {
  if (carrier_db < LOST_DB) return 'lost';
  if (carrier_db < WEAK_DB) return 'weak';
  return carrier_db < CLEAR_DB ? 'noisy' : 'clear';
}

/** How many of four bars. */
export function bars(carrier_db: number): number {
  return { lost: 0, weak: 1, noisy: 3, clear: 4 }[quality(carrier_db)];
}

export const KEYS = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D'] as const;

export type Answer = '1' | '2' | '3' | '9';
export const ANSWERS: readonly Answer[] = ['1', '3', '2', '9'];

const UNIT = /^\d{3}$/;

export function isUnit(text: string): boolean {
  return UNIT.test(text);
}

/** What a unit keys to answer a roll-call: its number, the answer, the last digit of their sum, and the end. */
export function answerKeys(unit: string, answer: Answer): string {
  const sum = Array.from(unit + answer).reduce((total, digit) => total + Number(digit), 0);
  return `${unit}${answer}${String(sum % 10)}#`;
}
