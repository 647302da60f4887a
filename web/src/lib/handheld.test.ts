import { describe, expect, it } from 'vitest';
import { ANSWERS, answerKeys, bars, carrierDb, isUnit, LOW_BATTERY, PLACES, quality, type Quality } from './handheld';

describe('a place', () => {
  it.each(Object.entries(PLACES))('%s is heard as it is called', (name, place) => {
    expect(quality(carrierDb({ ...place, battery: 1 }))).toBe(name as Quality);
  });

  it('is worse farther off, in noise and with an empty battery', () => {
    const here = { range_km: 3, noise_db: 3, battery: 1 };
    const worse = [{ range_km: 4 }, { noise_db: 4 }, { battery: LOW_BATTERY }].map((change) => carrierDb({ ...here, ...change }));
    for (const one of worse) expect(one).toBeLessThan(carrierDb(here));
  });

  it('shows no bar when it is lost and all when it is clear', () => {
    expect([bars(-5), bars(5), bars(15), bars(40)]).toEqual([0, 1, 3, 4]);
  });
});

describe('an answer', () => {
  it('ends with the last digit of the sum', () => {
    expect(answerKeys('112', '1')).toBe('11215#');
    expect(answerKeys('789', '9')).toBe('78993#');
    expect(ANSWERS.map((answer) => answerKeys('000', answer))).toEqual(['00011#', '00033#', '00022#', '00099#']);
  });

  it('is of a unit of three digits', () => {
    expect(['112', '12', '1123', 'abc', ''].map(isUnit)).toEqual([true, false, false, false, false]);
  });
});
