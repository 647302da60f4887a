// Builds what lets Posko open without a network: the service worker, with the list of what it keeps, at /sw.js.
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const NAME = 'sw';
const PLACE = '__POSKO_BUILD__';
/** Always there, by names of their own (public/). */
const FIXED = ['/icon.svg', '/icons/192.png', '/manifest.webmanifest'];
/** Letters few need: kept once somebody has seen them. */
const RARE = /-(latin-ext|cyrillic|cyrillic-ext|vietnamese)-/;
/** The letters the first screen is set in: asked for at once, not when the style sheet has come. */
const FIRST = /-latin-wght-normal-[^.]+\.woff2$/;

export function offline(): Plugin {
  return {
    name: 'posko-offline',
    apply: 'build',
    enforce: 'post',
    config: () => ({
      build: {
        rolldownOptions: {
          input: { index: 'index.html', [NAME]: 'src/worker/sw.ts' },
          output: { entryFileNames: (chunk) => (chunk.name === NAME ? '[name].js' : 'assets/[name]-[hash].js') },
        },
      },
    }),
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => FIRST.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` },
            injectTo: 'head' as const,
          })),
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[`${NAME}.js`];
        const page = bundle['index.html'];
        if (worker?.type !== 'chunk' || page?.type !== 'asset') throw new Error('offline: no worker, or no page');
        if (worker.imports.length > 0) throw new Error(`offline: the worker shares code: ${worker.imports.join(', ')}`);
        const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === 'index');
        if (!entry) throw new Error('offline: no entry');
        const files = Object.keys(bundle)
          .filter((file) => file.startsWith('assets/') && !RARE.test(file))
          .sort();
        const id = createHash('sha256').update(files.join()).update(page.source).digest('hex').slice(0, 12);
        const build = { id, entry: `/${entry.fileName}`, files: [...FIXED, ...files.map((file) => `/${file}`)] };
        if (!worker.code.includes(PLACE)) throw new Error('offline: the worker does not ask for its build');
        worker.code = worker.code.replace(PLACE, JSON.stringify(build));
      },
    },
  };
}
