/** The gallery begins here: the client's own styles, and one page of parts. */
import { mount } from 'svelte';
import '@fontsource-variable/plus-jakarta-sans';
import '../src/tokens.css';
import '../src/base.css';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(Gallery, { target });
