/** How somebody who was called stands: not heard of, waited for, or what was answered. */
export type Standing = 'called' | 'waits' | 'late' | 'ready' | 'coming' | 'here' | 'stood_in' | 'prevented';

export const STANDINGS = [
  'called',
  'waits',
  'late',
  'ready',
  'coming',
  'here',
  'stood_in',
  'prevented',
] as const satisfies readonly Standing[];
