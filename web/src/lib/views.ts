/** The files of a message as they are drawn: those on their way from here, those of the hub from there. */
import type { FileView } from './files';
import type { Shown } from './shown';

export interface Around {
  /** A picture that is still here. */
  picture(id: string): string | null;
  /** How much of it has left. */
  sent(id: string): number | null;
  /** Small pictures wait to be asked for. */
  readonly held: boolean;
}

const PATH = '/api/files';

export function views(message: Shown, around: Around): readonly FileView[] {
  const here = message.seq === Infinity;
  return message.files.map((card) => {
    const pictured = typeof card.width === 'number';
    if (here) return { card, src: pictured ? around.picture(card.id) : null, href: null, held: false, sent: around.sent(card.id) };
    const src = pictured ? `${PATH}/${card.id}/thumb` : null;
    return { card, src, href: `${PATH}/${card.id}`, held: around.held && !message.mine, sent: null };
  });
}

/** Of all files of a message so much has left, 0 to 1; null when none is on its way. */
export function going(files: readonly FileView[], there: (id: string) => boolean): number | null {
  if (files.every((file) => file.sent === null)) return null;
  const all = files.reduce((sum, { card }) => sum + card.size, 0);
  const left = files.reduce((sum, { card, sent }) => sum + card.size * (there(card.id) ? 1 : (sent ?? 0)), 0);
  return left / Math.max(1, all);
}
