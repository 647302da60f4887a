import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Which folder may import which. What is not named is refused. */
const FOLDERS = {
  lib: ['lib'],
  worker: ['lib'],
  hub: ['hub', 'lib'],
  rtc: ['rtc', 'lib'],
  stores: ['stores', 'lib'],
  i18n: ['i18n', 'messages', 'lib'],
  parts: ['parts', 'i18n', 'lib'],
  panes: ['panes', 'parts', 'stores', 'i18n', 'lib'],
  shells: ['panes', 'parts', 'stores', 'i18n', 'lib'],
  main: ['main', 'shells', 'panes', 'parts', 'stores', 'i18n', 'hub', 'rtc', 'lib'],
};

/** Which folder may import which packages. */
const PACKAGES = {
  hub: ['socket.io-client'],
  stores: ['svelte', 'svelte/**'],
  i18n: ['intl-messageformat'],
  parts: ['svelte', 'svelte/**', 'bits-ui', '@lucide/svelte/**'],
  panes: ['svelte', 'svelte/**', '@lucide/svelte/**'],
  shells: ['svelte', 'svelte/**', '@lucide/svelte/**'],
  main: ['svelte', '@fontsource-variable/**'],
};

/** What lib/ must not reach for: it is given the time, and asks the world through ports. */
const WORLD = ['Date', 'performance', 'setTimeout', 'setInterval', 'fetch', 'crypto', 'window', 'document', 'navigator', 'localStorage'];

const allow = (from, to) => ({ from: { element: { type: from } }, allow: { to } });

export default defineConfig(
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.svelte', '.svelte.ts', '.json', '.css'] } },
      'boundaries/elements': [
        ...['lib', 'worker', 'hub', 'rtc', 'stores', 'i18n', 'messages', 'parts', 'panes'].map((type) => ({ type, pattern: `src/${type}` })),
        { type: 'shells', pattern: 'src/shells/*', capture: ['shell'] },
        { type: 'main', pattern: 'src' },
      ],
    },
    rules: {
      'max-lines': ['error', { max: 250 }],
      complexity: ['error', { max: 10, variant: 'modified' }],
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.name='$effect']", message: 'Use $derived, an event handler, {@attach} or createSubscriber.' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          policies: [
            ...Object.entries(FOLDERS).map(([from, types]) => allow(from, { element: { types: { anyOf: types } } })),
            ...Object.entries(PACKAGES).map(([from, source]) => allow(from, { module: { origin: 'external', source } })),
          ],
        },
      ],
    },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } } },
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', { max: 150 }] } },
  { files: ['**/*.test.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/lib/wire.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-empty-object-type': 'off' } },
  { files: ['src/lib/**'], ignores: ['**/*.test.ts'], rules: { 'no-restricted-globals': ['error', ...WORLD] } },
);
