/** How a room is led, as one of its people sees it: whose hand is where, and who may talk. */
import type { Led } from './deck';
import type { Mode, Moderation } from './wire';

export const FREE: Moderation = { hands: [], called_on: [], muted: {}, quiet: null, locked: null, removed: [], knocking: [] };

/** free: as the room has it. called: a moderator called on him. muted: alone, or with all. */
export type Standing = 'free' | 'called' | 'muted';

/** Of somebody who does not lead: who leads may always talk. */
export function standing(state: Moderation, person: string): Standing {
  if (Object.hasOwn(state.muted ?? {}, person)) return 'muted';
  if (state.called_on?.includes(person)) return 'called';
  return (state.quiet ?? null) === null ? 'free' : 'muted';
}

/** May he talk, by key or switch, as far as those who lead are concerned? */
export function mayTalk(state: Moderation, person: string, mode: Mode, leads: boolean): boolean {
  if (leads) return true;
  const now = standing(state, person);
  return now === 'called' || (now === 'free' && mode !== 'moderated');
}

/** Who muted him, or all. */
export function mutedBy(state: Moderation, person: string): string | null {
  return state.muted?.[person] ?? state.quiet ?? null;
}

/** His place among the raised hands, from 1; 0 when his is down. */
export function place(state: Moderation, person: string): number {
  return (state.hands ?? []).findIndex((hand) => hand.person === person) + 1;
}

/** How many ask something of who leads: hands that are up, and who knocks. */
export function asking(state: Moderation): number {
  return (state.hands?.length ?? 0) + (state.knocking?.length ?? 0);
}

/** How I stand in a room that I do not lead; null: I talk as its mode has it. */
export function led(state: Moderation, me: string, mode: Mode): Led | null {
  const now = standing(state, me);
  if (now === 'muted') return { at: 'muted', by: mutedBy(state, me) };
  if (mode !== 'moderated') return null;
  return now === 'called' ? { at: 'turn' } : { at: 'waits', place: place(state, me) };
}
