/** Which words tell this browser's user how to allow the microphone, or notifications. Guessed from its name; a wrong guess costs a hint. */
export type Guide = 'ios' | 'android' | 'firefox' | 'safari' | 'chrome';

export function guide(agent: string): Guide {
  if (/iPhone|iPad/.test(agent)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  if (agent.includes('Firefox')) return 'firefox';
  return /Chrome|Edg/.test(agent) ? 'chrome' : 'safari';
}

/** What is carried about, by its system. */
export const HANDHELD: readonly string[] = ['Android', 'iPhone', 'iPad'];

const BROWSERS = [
  ['Edge', /\bEdg/],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /SamsungBrowser/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrome|CriOS/],
  ['Safari', /Safari/],
] as const;
const SYSTEMS = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux|CrOS/],
] as const;

/** The two words by which people know a device; either may be empty. */
export function deviceOf(agent: string): { readonly browser: string; readonly system: string } {
  const named = (all: readonly (readonly [string, RegExp])[]): string => all.find(([, sign]) => sign.test(agent))?.[0] ?? '';
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}
