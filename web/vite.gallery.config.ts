// The gallery is a page of its own, beside the client: nothing of it is in what the hub serves.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'gallery',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: { outDir: '../dist/gallery', emptyOutDir: true, target: 'es2022', sourcemap: false },
});
