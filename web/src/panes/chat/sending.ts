/** Sends what is in a room's field, with the files that were picked for it. */
import { sendable } from '../../lib/composing';
import type { Posko } from '../../stores/posko';
import type { RoomChat } from '../../stores/room-chat.svelte';

/** May it go out now? Files that are still being looked at hold it. */
export function ready({ composing, attaching }: Posko, room: string): boolean {
  const now = composing.in(room);
  if (now.aim.is === 'edit') return sendable(now, 0);
  return sendable(now, attaching.going(room)) && attaching.ready(room);
}

export function send(posko: Posko, chat: RoomChat): void {
  const { room } = chat;
  const { aim } = posko.composing.in(room);
  const words = posko.composing.take(room);
  chat.wrote();
  if (aim.is === 'edit') {
    posko.outbox.reword(room, aim.of.id, words);
    return;
  }
  const reply_to = aim.is === 'reply' ? aim.to.id : null;
  const files = posko.attaching.take(room);
  if (files.length === 0) posko.outbox.write(room, words, reply_to);
  else void posko.uploads.keep(files).then(() => { posko.outbox.write(room, words, reply_to, files.map(({ card }) => card)); }); // prettier-ignore
}
