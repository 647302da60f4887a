/** What this device remembers about its user's wishes. */
import { object } from './kept';

export type Theme = 'auto' | 'light' | 'dark' | 'contrast';
export type Language = 'id' | 'en';

export type DataWish = 'auto' | 'on' | 'off';

export interface Settings {
  readonly theme: Theme;
  readonly language: Language;
  readonly talk_key: string; // KeyboardEvent.code
  readonly volume: number; // 0 to 1
  readonly latch: boolean; // The talk key can be locked.
  readonly muted: boolean;
  readonly tones: number; // 0 to 1
  readonly input: string; // Device id; empty: the browser's choice.
  readonly output: string;
  readonly wifi_only: boolean; // Pictures of messages come on their own over Wi-Fi alone.
  readonly data: DataWish; // Voice by few and small packets.
  readonly checked: boolean; // The sound test of the lobby was done here.
}

export const DEFAULTS: Settings = {
  theme: 'auto',
  language: 'id',
  talk_key: 'Space',
  volume: 1,
  latch: false,
  muted: false,
  tones: 0.6,
  input: '',
  output: '',
  wifi_only: false,
  data: 'auto',
  checked: false,
};

const CHOICES: { readonly [K in 'theme' | 'language' | 'data']: readonly Settings[K][] } = {
  theme: ['auto', 'light', 'dark', 'contrast'],
  language: ['id', 'en'],
  data: ['auto', 'on', 'off'],
};

/** frugal: the browser says that its user wants to save. */
export const saves = (wish: DataWish, frugal: boolean): boolean => wish === 'on' || (wish === 'auto' && frugal);

/** Each wish that is of the right kind; the rest as delivered. */
export function settingsFrom(text: string | null): Settings {
  const found = object(text);
  const taken: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    const value = found[name];
    if (typeof value === typeof usual && fits(name, value)) taken[name] = value;
  }
  return taken as unknown as Settings;
}

function fits(name: string, value: unknown): boolean {
  if (name in CHOICES) return (CHOICES[name as keyof typeof CHOICES] as readonly unknown[]).includes(value);
  return typeof value !== 'number' || (value >= 0 && value <= 1);
}
