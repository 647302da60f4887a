// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { RecipientCard } from '../lib/wire';
import { said } from './said';

function told(answer: object): string {
  return said({ answer: { by: 'bpbd', way: 'radio', at_ms: 1, ...answer } } as unknown as RecipientCard, (post) => post);
}

test('what a handheld keyed has no minutes, joined no room, and says what else it said', () => {
  expect(told({ code: 'coming' })).toMatch(/^menuju, /);
  expect(told({ code: 'coming', eta_min: 10 })).toMatch(/^menuju, 10 menit/);
  expect(told({ code: 'present' })).toMatch(/^hadir, /);
  expect(told({ code: 'present', reason: 'Butuh bantuan' })).toMatch(/^hadir \(Butuh bantuan\), /);
  expect(told({ code: 'unable', reason: 'Keadaan darurat' })).toMatch(/^berhalangan: Keadaan darurat, /);
  expect(told({ code: 'present', way: 'page' })).toBe('hadir di ruang');
});
