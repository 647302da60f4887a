/** The page begins here: styles, then the one component that holds all. */
import { mount } from 'svelte';
import App from './App.svelte';
import { compose } from './compose';
import { speaking } from './i18n/text.svelte';
import '@fontsource-variable/plus-jakarta-sans';
import './tokens.css';
import './base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
if (location.pathname === '/ht') {
  void import('./handheld').then((page) => page.show(target));
} else {
  const posko = compose();
  void speaking().then(() => mount(App, { target, props: { posko } }));
}
