/** What the stores ask of the world. The adapters in hub/ and rtc/ keep to these; tests fake them by hand. */
import type { Mix } from './channels';
import type { Decoded } from './files';
import type { Item } from './outbox';
import type { Permission } from './reach-steps';
import type { Reply } from './reply';
import type { Language } from './settings';
import type { Commands, Event, FileCard, Hello, PasskeyAsked, PushSubscription, Receipt, SignedIn } from './wire';

export type CommandName = keyof Commands;

export interface HubPort {
  /** Ask and wait for the answer. Never rejects. */
  command<N extends CommandName>(name: N, ask: Commands[N]['ask']): Promise<Reply<Commands[N]['reply']>>;
  /** Ask and forget: for what is soon said again. Dropped when the link is down. */
  tell<N extends CommandName>(name: N, ask: Commands[N]['ask']): void;
  /** Do not wait for the next attempt to connect. */
  tryNow(): void;
}

/** The way out for what must be saved: by the socket, or when that is down by a plain request. Never rejects. */
export interface SendPort {
  send(item: Item): Promise<Reply<Receipt>>;
}

/** What is kept on this device for one post. What cannot be kept is not: nothing here rejects. */
export interface Durable {
  /** The last hello, to show rooms before the hub has answered. */
  hello(): Promise<Hello | null>;
  keepHello(hello: Hello): void;
  /** The end of a stream, in order and without a hole. */
  events(stream: string): Promise<readonly Event[]>;
  /** anew: throw away what was kept of this stream before. */
  keep(stream: string, events: readonly Event[], anew: boolean): void;
  forget(stream: string): void;
  items(): Promise<readonly Item[]>;
  /** True once it will outlive the page. */
  save(item: Item): Promise<boolean>;
  remove(id: string): void;
  /** What a waiting message brings with it. */
  keepFile(id: string, blob: Blob): Promise<boolean>;
  file(id: string): Promise<Blob | null>;
  dropFile(id: string): void;
  /** Another page of this post has changed its items. */
  onitems: () => void;
  /** Forget all that was read here; what is not sent yet stays. */
  clear(): void;
  close(): void;
}

/** How much of a file the hub has for good. */
export interface Placed {
  readonly offset: number;
}

/** Files to the hub and back. Never rejects; what is stopped is `unreachable`. */
export interface UploadPort {
  /** Begin, or ask how far it is: for the hub the same. */
  create(card: FileCard, room: string, stop: AbortSignal): Promise<Reply<Placed>>;
  send(id: string, offset: number, piece: Blob, onmoved: (bytes: number) => void, stop: AbortSignal): Promise<Reply<Placed>>;
  /** It will not be sent after all. */
  end(id: string): void;
  /** Give a whole file. */
  whole(id: string, stop: AbortSignal): Promise<Reply<{ readonly blob: Blob }>>;
}

/** Addresses by which this page shows what it holds. */
export interface PictureUrls {
  make(blob: Blob): string;
  forget(url: string): void;
}

export interface PicturePort extends PictureUrls {
  /** Look at a picture, and make a smaller copy if that is worth it. Null when it is none that can be shown here. */
  look(blob: Blob): Promise<Decoded | null>;
}

/** The device's way back, while something stands over the page. */
export interface BackPort {
  /** onback: it was taken. */
  open(onback: () => void): void;
  /** Closed otherwise: there is nothing to go back from. */
  close(): void;
}

/** Of the pages of one post on this device, one leads. */
export interface Lead {
  onlead: (leads: boolean) => void;
  /** I am the page that is looked at. */
  take(): void;
  end(): void;
}

/** The builds of this client that the device holds. */
export interface Builds {
  /** Keep this one. onother: another came, and the next start is of it. */
  begin(onother: () => void): void;
  /** There may be another. */
  look(): void;
}

/** The home screen. */
export interface InstallPort {
  onchange: () => void;
  /** The browser would do it now. */
  readonly offered: boolean;
  /** This page runs from there. */
  readonly installed: boolean;
  /** The browser lets its user do it, and no page. */
  readonly by_hand: boolean;
  /** Let the browser ask. */
  ask(): Promise<void>;
}

/** Notifications of this device, where it has them. */
export interface PushPort {
  readonly permission: Permission;
  /** Let the browser ask; to be called in a touch. */
  ask(): Promise<Permission>;
  /** Subscribe by that key, or give what is subscribed. Null when it cannot be had now. */
  subscribe(vapid: string): Promise<PushSubscription | null>;
  /** Tell the service worker that a page has begun, and in which language. */
  greet(language: Language): void;
}

/** An answer without the socket. Never rejects. */
export interface AnswerPort {
  answer(ask: Commands['summons:answer']['ask'], post: string): Promise<Reply<Commands['summons:answer']['reply']>>;
}

/** nonce: made by the page, and the same until it has an answer: then a reply that was lost is made good. */
export interface DoorPort {
  look(token: string): Promise<Reply<SignedIn>>;
  use(token: string, nonce: string): Promise<Reply<SignedIn>>;
  code(code: string, nonce: string): Promise<Reply<SignedIn>>;
  password(name: string, password: string, code: string | null): Promise<Reply<SignedIn>>;
  askPasskey(): Promise<Reply<PasskeyAsked>>;
  passkey(ceremony: string, credential: Json): Promise<Reply<SignedIn>>;
  me(): Promise<Reply<SignedIn>>;
  leave(): Promise<Reply<object>>;
}

export type Json = Record<string, unknown>;

/** What the browser answered, in JSON; null when the user let it be, or it cannot. */
export type Credential = Json | null;

/** Passkeys, as this browser has them. */
export interface PasskeyPort {
  /** Can it, and does this page have a name that they can belong to? */
  readonly offered: boolean;
  make(options: Json): Promise<Credential>;
  use(options: Json): Promise<Credential>;
}

/** One connection for one voice in one room. */
export interface Call {
  /** The offer to send; from the second time on it restarts ICE. */
  offer(): Promise<string>;
  accept(sdp: string): Promise<void>;
  /** What the browser has counted of it. */
  counts(): Promise<Counts>;
  close(): void;
}

/** The browser's own report (getStats), entry by entry. */
export type Counts = ReadonlyMap<string, Json>;

export type Path = 'up' | 'weak' | 'failed';

export interface Caller {
  call(onpath: (path: Path) => void): Call;
}

/** What one channel of the console speaks and is heard by. Several stand side by side. */
export interface Line extends Caller {
  /** Let the microphone into this channel, or not. Takes effect at once. */
  open(open: boolean): void;
  mix(mix: Mix): void;
  close(): void;
}

export interface LinePort {
  line(): Line;
}

export type MicTrouble = 'denied' | 'no_mic' | 'in_use' | 'unsupported';
export type MicAnswer = 'granted' | MicTrouble;

export interface MicPort {
  /** Does the browser give the microphone without asking? */
  allowed(): Promise<boolean>;
  /** Take the microphone, shut. `onlost` when the device goes away. */
  take(device: string, onlost: () => void): Promise<MicAnswer>;
  /** Let sound through, or not. Takes effect at once. */
  open(open: boolean): void;
  /** Give the device back; its light goes out. */
  release(): void;
}

export type Tone = 'permit' | 'refused' | 'warning' | 'over' | 'lost' | 'back' | 'message' | 'ring' | 'alarm' | 'test';

export interface TonePort {
  /** Resolves when it has been heard. */
  play(tone: Tone): Promise<void>;
}

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly inputs: readonly Device[];
  readonly outputs: readonly Device[];
}

export interface SoundPort extends TonePort {
  /** Wake the page's sound; to be called in a touch. True when it can be heard. */
  wake(): Promise<boolean>;
  /** Record the open microphone for three seconds and play it back. False where that cannot be done. */
  echo(output: string, onplay: () => void): Promise<boolean>;
  devices(): Promise<Devices>;
  /** The microphone now, in dBFS. */
  level(): number;
}

export interface Clock {
  /** A clock that never jumps. */
  mono(): number;
  /** The device's time of day. May jump. */
  wall(): number;
  /** Call once, later; the returned function calls it off. */
  after(ms: number, then: () => void): () => void;
  /** Between 0 and 1. */
  chance(): number;
}

/** A name nobody else has. */
export type NewId = () => string;

/** Words kept on this device. */
export interface Keep {
  read(name: string): string | null;
  write(name: string, value: string): void;
}
