/** My one voice, as the page ties it to the hub: whether it may talk, and where a press would. */
import { speakable } from './lib/deck';
import { mayTalk } from './lib/moderation';
import type { Clock } from './lib/ports';
import type { HubStore } from './stores/hub-store.svelte';
import { OnAirStore } from './stores/on-air-store.svelte';
import type { PttStore } from './stores/ptt-store.svelte';
import type { Place } from './stores/talk-store.svelte';
import type { VoiceStore } from './stores/voice-store.svelte';

/** Whether those who lead the room still let me talk. */
export function mayTalkOn(hub: HubStore, voice: VoiceStore): boolean {
  const { room } = voice;
  const card = room && hub.room(room.id);
  return !card || mayTalk(room.moderation, hub.me?.id ?? '', card.mode, room.leads);
}

/** Where a press would talk now. */
export function place(hub: HubStore, voice: VoiceStore): Place | null {
  if (!speakable({ up: hub.up, voice: voice.now }) || voice.now.at !== 'in') return null;
  const room = hub.room(voice.now.room);
  return room && { mode: room.mode, voice: voice.now.voice };
}

/** Whether what I say goes out by the radio of my room. unsent: it does not after all. */
export function airing(voice: VoiceStore, ptt: PttStore, clock: Clock, unsent: () => void): OnAirStore {
  const store = new OnAirStore(() => (voice.room ? [{ room: voice.room.id, ptt, radio: voice.room.radio }] : []), clock, unsent);
  const turned = ptt.onturn;
  ptt.onturn = () => {
    turned();
    store.look();
  };
  return store;
}
