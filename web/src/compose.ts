/** Makes the adapters and the stores, and ties them together. */
import { Chatting, forgetRead, newId } from './chatting';
import { Connection } from './hub/connection';
import { buzz, clock, copy, keep, metered, Screen } from './hub/device';
import { door } from './hub/door';
import { passkey } from './hub/passkey';
import { keepTime } from './i18n/text.svelte';
import type { HubPort } from './lib/ports';
import { linkTones } from './link-tones';
import { Extras } from './extras';
import { LazyAiring } from './lazy-airing';
import { LazyCalling } from './lazy-calling';
import { LazyDispatch } from './lazy-dispatch';
import { LazyReaching } from './lazy-reaching.svelte';
import { LazyRollCalls } from './lazy-rollcalls.svelte';
import { LazySummoning } from './lazy-summoning';
import { obey, saving, wishes } from './obey';
import { Office } from './office';
import { addressBar, listen } from './page';
import { airing, mayTalkOn, place } from './my-voice';
import { pulses } from './pulses';
import { wake } from './rtc/context';
import { Microphone } from './rtc/microphone';
import { mayRelay, Peers } from './rtc/peer';
import { sounds } from './rtc/sounds';
import { Speaker } from './rtc/speaker';
import { Tones } from './rtc/tones';
import { HubStore } from './stores/hub-store.svelte';
import { LeadingStore } from './stores/leading-store.svelte';
import { MicStore } from './stores/mic-store.svelte';
import type { Posko } from './stores/posko';
import { PttStore } from './stores/ptt-store.svelte';
import { RingStore } from './stores/ring-store.svelte';
import { RouteStore } from './stores/route-store.svelte';
import { SessionStore } from './stores/session-store.svelte';
import { SoundStore } from './stores/sound-store.svelte';
import { SwitchStore } from './stores/switch-store.svelte';
import { TalkStore } from './stores/talk-store.svelte';
import { VoiceStore } from './stores/voice-store.svelte';
import { WaysStore } from './stores/ways-store.svelte';
import { upkeep } from './upkeep';

export function compose(): Posko {
  const microphone = new Microphone(keep.read('audio.raw') === '1');
  const speaker = new Speaker();
  const tones = new Tones();
  const screen = new Screen();
  const desk: LazyDispatch = new LazyDispatch(() => {
    voice.leave();
    return { connection, hub, mic, microphone, tones, settings: settings.now, post: session.post, present, blocked };
  });
  const call: LazyCalling = new LazyCalling(() => ({
    ...{ connection, mic, microphone, tones, present },
    alone: (alone) => void (speaker.hushed = alone),
  }));
  const asks: Pick<HubPort, 'command'> = { command: (name, ask) => connection.command(name, ask) };
  const air: LazyAiring = new LazyAiring(asks, () => (hub.rooms ?? []).map((room) => room.id));
  const summoning = new LazySummoning(asks);
  const rollcalls = new LazyRollCalls(asks);
  const kept = upkeep();
  const reach = new LazyReaching(asks, kept.install);
  const extras: Extras = new Extras(desk, call, air, summoning, reach, rollcalls);
  const present = (): void => {
    const here = voice.present || extras.present;
    screen.stayOn(here);
    if (!here) mic.release();
  };
  const blocked = (is: boolean): void => void (sound.blocked = is);
  const unkey = (): void => {
    talk.lost();
    extras.lost();
  };
  const settings = wishes((now) => {
    obey(now, speaker, tones);
    extras.obey(now);
  });
  const route = new RouteStore(addressBar());
  const link = linkTones(tones);
  const connection = new Connection({
    hello: (hello) => {
      if (chatting.displaced || !session.is(hello.me.id)) {
        anew();
        return;
      }
      const again = hub.link.at === 'down';
      hub.hello(hello);
      mayRelay(hello.relays ?? []);
      chatting.hello(hello);
      office.greeted();
      kept.renewal.greeted(hello.version);
      leading.linked();
      ring.hello(hello);
      extras.hello(again, hello);
      if (!again) return;
      voice.feed({ is: 'link_back' });
      link.back();
    },
    live: (live) => {
      hub.live(live);
      voice.live(live);
      if (live.kind === 'radio') on_air.look();
      if (live.kind === 'ptt') ptt.news(live.body);
      leading.live(live);
      ring.live(live);
      if (live.kind === 'moderation' && !mayTalkOn(hub, voice)) talk.lost();
      extras.live(live);
      chatting.chat.live(live);
    },
    event: (event) => {
      chatting.chat.event(event);
      extras.event(event);
    },
    down: () => {
      hub.down();
      chatting.chat.down();
      talk.lost();
      extras.down();
      if (voice.present || extras.present) link.lost();
    },
    attempt: () => {
      hub.attempt();
    },
    turnedAway: () => {
      anew();
    },
  });
  const leave = (): void => {
    voice.leave();
    extras.close();
  };
  /** Who is signed in may have changed: leave all, and ask. */
  const anew = (): void => {
    leave();
    connection.stop();
    chatting.close(chatting.displaced);
    office.forget();
    leading.forget();
    ring.forget();
    void session.begin(null);
  };

  const session = new SessionStore(
    door,
    (who) => {
      if (route.now.at === 'link') route.home();
      keepTime(who.zone ?? 'WIB');
      chatting.open(who.me.id);
      connection.start();
    },
    newId,
    keep,
    forgetRead,
  );
  const ways = new WaysStore(door, passkey, newId, (who) => {
    session.entered(who);
  });
  const office: Office = new Office(connection, () => hub.at(clock.mono()));
  const hub = new HubStore(connection, clock);
  const voice: VoiceStore = new VoiceStore(connection, new Peers(microphone, speaker), clock, {
    hush: () => {
      talk.lost();
    },
    present,
    saver: () => saving(settings.now),
    over: (talker) => {
      if (talker !== hub.me?.id && ptt.now.at !== 'onair') void tones.play('over');
    },
  });
  const leading: LeadingStore = new LeadingStore(connection, {
    enter: (room) => {
      voice.join(room);
    },
  });
  const ring: RingStore = new RingStore(connection, keep, newId, clock, summoning.answered);
  const gone = (): void => {
    voice.feed({ is: 'gone' });
  };
  const mic: MicStore = new MicStore(microphone, () => settings.now.input, unkey);
  const ptt: PttStore = new PttStore(connection, microphone, tones, clock, gone);
  const mic_switch = new SwitchStore(connection, microphone, tones, clock, gone);
  const talk: TalkStore = new TalkStore(mic, ptt, mic_switch, () => place(hub, voice), { clock, talk_ms: () => hub.talk_limit_ms });
  const on_air = airing(voice, ptt, clock, () => void tones.play('refused'));
  const sound = new SoundStore(sounds(microphone, speaker, tones), mic, (open) => {
    microphone.open(open);
  });
  const chatting: Chatting = new Chatting(connection, hub, {
    on_air: () => ptt.now.at === 'onair' || mic_switch.now.at === 'open' || extras.onair,
    tone: () => void tones.play('message'),
  });
  speaker.onblocked = blocked;
  const voices = {
    moved: (): void => {
      voice.feed({ is: 'network' });
      extras.moved();
    },
    leave,
  };
  listen(connection, voices, screen, sound, chatting.outbox, () => {
    route.moved();
    if (route.now.at === 'link') void session.begin(route.token); // Another link, in the same tab.
  });
  addEventListener('storage', () => {
    if (chatting.displaced) anew();
  });
  void session.begin(route.token);
  return {
    session,
    ways,
    access: office.access,
    news: office.news,
    step: office.step,
    ...kept,
    settings,
    route,
    hub,
    ...{ voice, leading, ring, reach, rollcalls },
    ...{ mic, ptt, mic_switch, talk, on_air, sound },
    ...chatting.stores,
    ...pulses(() => microphone.level()),
    ...{ clock, newId },
    agent: navigator.userAgent,
    dispatch: () => desk.open(),
    managing: () => office.directory(),
    airing: () => air.open(),
    summoning: () => summoning.open(),
    mine: () => summoning.mine(),
    record: () => summoning.record(),
    calling: () => call.open(),
    noCall: () => {
      call.close();
    },
    unkey,
    retune: voices.moved,
    play: (tone) => void wake().then(() => tones.play(tone)),
    buzz,
    metered,
    copy,
    leave: async () => {
      if (!(await session.leave())) return false;
      leave();
      connection.stop();
      chatting.close(true);
      office.forget();
      ring.forget();
      route.home();
      return true;
    },
  };
}
