/** The page begins here: styles, then the one component that holds all. */
import { mount } from 'svelte';
import App from './App.svelte';
import { compose } from './compose';
import '@fontsource-variable/plus-jakarta-sans';
import './tokens.css';
import './base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { posko: compose() } });
