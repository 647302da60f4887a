import { expect, it } from 'vitest';

/** As texts-plugin.ts parts them; `push.` is the service worker's alone. */
const LATER =
  /['"`](?:console|radio|rollcall|mine|template|wall|decision|minutes|summons\.(?:tried|climb)|data|settings\.(?:latch|pictures|leave)|patch|tape|board|record|reach|trail|ladder|table|mutasi|manage\.(?:post|agency|official|desk))\.[a-z_$]/;
const STATIC = /^\s*(?:import|export)\s[^;]*?from '(\.[^']+)'|^\s*import '(\.[^']+)'/gm;
const LAZY = /import\('(\.[^']+)'\)/g;
const SRC = 'file:///src/';

const found = import.meta.glob<string>('../**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true });
const files = new Map(
  Object.entries(found)
    .filter(([name]) => !name.endsWith('.test.ts'))
    .map(([name, code]) => [new URL(name, `${SRC}i18n/`).href, code]),
);

function targets(file: string, pattern: RegExp): string[] {
  const code = files.get(file) ?? '';
  const named = [...code.matchAll(pattern)].map((one) => new URL(one[1] ?? one[2] ?? '', file).href);
  return named.map((name) => (files.has(name) ? name : `${name}.ts`)).filter((name) => files.has(name));
}

/** Whatever comes with a file. */
function closure(root: string): ReadonlySet<string> {
  const all = new Set<string>();
  const left = [root];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (all.has(file)) continue;
    all.add(file);
    left.push(...targets(file, STATIC));
  }
  return all;
}

const uses = (all: ReadonlySet<string>): string[] => [...all].filter((file) => LATER.test(files.get(file) ?? ''));
const names = (all: readonly string[]): string[] => all.map((file) => file.slice(SRC.length)).sort();

it('nothing that everybody fetches at the start uses a text that comes later', () => {
  const first = closure(`${SRC}main.ts`);
  expect(first.size).toBeGreaterThan(100);
  expect(names(uses(first).filter((file) => !file.endsWith('reach-store.svelte.ts')))).toEqual([]);
});

it('whatever is fetched later and uses such a text brings them', () => {
  const roots = new Set([...files.keys()].flatMap((file) => targets(file, LAZY)));
  const using = [...roots].filter((root) => uses(closure(root)).some((file) => file.endsWith('.svelte')));
  expect(names(using)).toContain('shells/phone/reach/ReachPages.svelte');
  const without = using.filter((root) => !closure(root).has(`${SRC}i18n/later.ts`));
  expect(names(without)).toEqual([]);
});
