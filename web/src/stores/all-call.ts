/** The call to all rooms: a voice of its own in the hub's room `all-call`, and the key that talks there. */
import type { ChannelStore } from './channel-store.svelte';
import type { TalkStore } from './talk-store.svelte';

/** The room whose floor it is; no list shows it. */
export const ALL_CALL = 'all-call';

export interface AllCall {
  readonly channel: ChannelStore;
  readonly talk: TalkStore;
}
