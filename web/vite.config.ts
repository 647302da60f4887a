// How the client is built and tested: into the Python package, pure parts in node, the rest in happy-dom.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { offline } from './offline-plugin.ts';
import { pack } from './pack-plugin.ts';
import { texts } from './texts-plugin.ts';

const HUB = process.env.HUB_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [texts(), svelte(), svelteTesting(), offline(), pack()],
  build: {
    outDir: process.env.HUB_WEB_OUT ?? '../hub/webapp',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: { proxy: { '/socket.io': { target: HUB, ws: true }, '/api': HUB } },
  test: {
    pool: 'threads',
    isolate: false, // A world of its own for each file cost three quarters of the time.
    testTimeout: 20_000, // Patience with a busy machine: a test that judges time says its own limit.
    projects: [
      { extends: true, test: { name: 'pure', environment: 'node', include: ['src/lib/**/*.test.ts'] } },
      { extends: true, test: { name: 'page', environment: 'happy-dom', include: ['src/**/*.test.ts'], exclude: ['src/lib/**'] } },
    ],
  },
});
