/** The recordings of a room, asked for: fetched with what shows them. */
import type { Posko } from '../../stores/posko';
import { RecordingsStore } from '../../stores/recordings-store.svelte';

export function opened(posko: Posko, room: string): RecordingsStore {
  const store = new RecordingsStore({ command: (name, ask) => posko.step.ask(name, ask) }, room);
  void store.load();
  return store;
}
