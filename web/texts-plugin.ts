// Parts the texts: those of screens that few open are fetched with these screens, those of the service worker go into it.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** What the keys of such texts begin with. Whatever uses one is under a screen that imports i18n/later.ts. */
const LATER = [
  'board.',
  'record.',
  'reach.',
  'trail.',
  'ladder.',
  'table.',
  'mutasi.',
  'manage.post.',
  'manage.agency.',
  'manage.official.',
  'manage.desk.',
  'ht.',
  'console.',
  'radio.',
  'patch.',
  'tape.',
  'rollcall.',
  'mine.',
  'template.',
  'wall.',
  'recording.',
  'decision.',
  'minutes.',
  'summons.tried.',
  'summons.climb.',
  'data.',
  'settings.latch',
  'settings.pictures',
  'settings.leave',
];
const WORKERS = 'push.';
const WHOLE = /\/messages\/id\.json$/;

type Texts = Readonly<Record<string, string>>;

export function texts(): Plugin {
  let builds = false;
  return {
    name: 'posko-texts',
    enforce: 'pre',
    config: (_, { command }) => {
      builds = command === 'build';
      const later = builds ? picked('id', (key) => LATER.some((start) => key.startsWith(start))) : {};
      return {
        define: { __POSKO_LATER__: JSON.stringify(later), __POSKO_PUSH__: JSON.stringify({ id: workers('id'), en: workers('en') }) },
      };
    },
    transform: (_, id) => {
      if (!builds || !WHOLE.test(id)) return null;
      return { code: JSON.stringify(picked('id', (key) => [...LATER, WORKERS].every((start) => !key.startsWith(start)))), map: null };
    },
  };
}

function workers(language: string): Texts {
  const found = Object.entries(picked(language, (key) => key.startsWith(WORKERS)));
  return Object.fromEntries(found.map(([key, text]) => [key.slice(WORKERS.length), text]));
}

function picked(language: string, which: (key: string) => boolean): Texts {
  const file = new URL(`src/messages/${language}.json`, import.meta.url);
  const whole = JSON.parse(readFileSync(file, 'utf8')) as Texts;
  return Object.fromEntries(Object.entries(whole).filter(([key]) => which(key)));
}
