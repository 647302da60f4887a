/** When a page says that there is a newer version of it: never in the middle of something. It never loads itself anew. */

export interface Now {
  /** Another build is here, or the hub is of another version. */
  readonly newer: boolean;
  /** I am on the air, or asking for it. */
  readonly talking: boolean;
  /** My voice is in a room, or on its way. */
  readonly in_voice: boolean;
  /** Loading anew would lose words or files that were not sent. */
  readonly unsent: boolean;
  /** A desk, which is in rooms all day. */
  readonly wide: boolean;
}

/** warn: with the word that the voice has to be joined again. */
export type Notice = 'none' | 'offer' | 'warn';

export function notice({ newer, talking, in_voice, unsent, wide }: Now): Notice {
  if (!newer || talking || unsent) return 'none';
  if (!in_voice) return 'offer';
  return wide ? 'warn' : 'none'; // Under a thumb that looks for the talk button nothing moves.
}
