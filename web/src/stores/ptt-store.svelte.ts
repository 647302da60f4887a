/** The key of a push-to-talk room: performs what lib/ptt.ts decides, and says `held` while it is down. */
import type { Clock, HubPort, MicPort, TonePort } from '../lib/ports';
import { IDLE, step, wants, type Ptt, type PttEffect, type PttEvent } from '../lib/ptt';
import type { PttNews, PttReply } from '../lib/wire';
import type { Reply } from '../lib/reply';

const HELD_MS = 200;
const DEAF_MS = 2_000; // So long without an answer to `held`: whoever talks on talks to nobody.
const FADE_MS = 4_000;
const WARN_AFTER_MS = 50_000; // Of the 60 s that a talk may last.

export class PttStore {
  /** Told after each turn of events: a key that is locked must not stay so when nothing comes of it. */
  onturn: () => void = () => undefined;
  readonly #hub: HubPort;
  readonly #mic: Pick<MicPort, 'open'>;
  readonly #tones: TonePort;
  readonly #clock: Clock;
  readonly #ongone: () => void;
  readonly #every_ms: () => number;
  #ptt: Ptt;
  #voice = '';
  #request = 0;
  #stopHeld: (() => void) | null = null;
  #answered_ms = 0;
  #stopFade: () => void = () => undefined;
  #stopWarning: (() => void) | null = null;

  /** ongone: the hub does not know my voice any more. every_ms: how often it hears of a held key. */
  constructor(
    hub: HubPort,
    mic: Pick<MicPort, 'open'>,
    tones: TonePort,
    clock: Clock,
    ongone: () => void,
    every_ms: () => number = () => HELD_MS,
  ) {
    this.#hub = hub;
    this.#mic = mic;
    this.#tones = tones;
    this.#clock = clock;
    this.#ongone = ongone;
    this.#every_ms = every_ms;
    this.#ptt = $state.raw<Ptt>(IDLE);
  }

  get now(): Ptt {
    return this.#ptt;
  }

  /** On the air, or about to be: neither refused nor waiting its turn. */
  get going(): boolean {
    return wants(this.#ptt) && this.#ptt.at !== 'queued';
  }

  press(voice: string): void {
    if (!wants(this.#ptt)) this.#voice = voice;
    this.#request += 1;
    this.#feed({ is: 'pressed', request: this.#request });
  }

  release(): void {
    this.#feed({ is: 'released' });
  }

  lost(): void {
    this.#feed({ is: 'lost' });
  }

  news(news: PttNews): void {
    if (news.voice !== this.#voice) return;
    const { request } = news;
    if (news.state === 'granted') this.#feed({ is: 'granted', request, until_ms: news.until_ms ?? null });
    else if (news.state === 'queued') this.#feed({ is: 'queued', request, talker: news.talker ?? null, place: news.place ?? null });
    else this.#feed({ is: 'refused', request, code: news.code ?? 'internal' });
  }

  #feed(event: PttEvent): void {
    const [ptt, effects] = step(this.#ptt, event);
    this.#ptt = ptt;
    for (const effect of effects) this.#perform(effect);
    this.#holdOn(wants(this.#ptt));
    this.#warnLater(this.#ptt.at === 'onair' && this.#ptt.until_ms !== null);
    this.onturn();
  }

  #perform(effect: PttEffect): void {
    switch (effect.do) {
      case 'ask':
        void this.#ask(effect.request);
        return;
      case 'let_go':
        this.#hub.tell('ptt:release', { voice: this.#voice, request: effect.request });
        return;
      case 'permit':
        void this.#tones.play('permit').then(() => {
          this.#feed({ is: 'toned', request: effect.request });
        });
        return;
      case 'buzz':
        void this.#tones.play('refused');
        this.#fadeLater();
        return;
      case 'open_mic':
        this.#mic.open(true);
        return;
      case 'shut_mic':
        this.#mic.open(false);
        this.#fadeLater();
    }
  }

  async #ask(request: number): Promise<void> {
    const reply = await this.#hub.command('ptt:request', { voice: this.#voice, request });
    this.#answered(request, reply);
  }

  #answered(request: number, reply: Reply<PttReply>): void {
    if (!reply.ok) {
      this.#feed({ is: 'refused', request, code: reply.code });
      if (reply.code === 'no_such_voice') this.#ongone();
    } else if (reply.state === 'granted') {
      this.#feed({ is: 'granted', request, until_ms: reply.until_ms ?? null });
    } else {
      this.#feed({ is: 'queued', request, talker: reply.talker ?? null, place: reply.place ?? null });
    }
  }

  #holdOn(down: boolean): void {
    if (down === (this.#stopHeld !== null)) return;
    this.#stopHeld?.();
    this.#stopHeld = null;
    this.#answered_ms = this.#clock.mono();
    if (down) this.#heldLater();
  }

  #heldLater(): void {
    this.#stopHeld = this.#clock.after(this.#every_ms(), () => {
      if (wants(this.#ptt)) void this.#hold(this.#ptt.request);
      if (this.#stopHeld) this.#heldLater();
    });
  }

  /** The hub ends a floor it hears nothing of; a link that went dead without a word keeps that from us. */
  async #hold(request: number): Promise<void> {
    if (this.#clock.mono() - this.#answered_ms > DEAF_MS) {
      this.#feed({ is: 'refused', request, code: 'not_held' });
      return;
    }
    const reply = await this.#hub.command('ptt:held', { voice: this.#voice, request });
    if (reply.ok) this.#answered_ms = this.#clock.mono();
  }

  /** Whoever talks hears three ticks, and nobody else does, before the time-out takes his floor. */
  #warnLater(timed: boolean): void {
    if (timed === (this.#stopWarning !== null)) return;
    this.#stopWarning?.();
    this.#stopWarning = timed ? this.#clock.after(WARN_AFTER_MS, () => void this.#tones.play('warning')) : null;
  }

  #fadeLater(): void {
    this.#stopFade();
    this.#stopFade = this.#clock.after(FADE_MS, () => {
      this.#feed({ is: 'faded' });
    });
  }
}
