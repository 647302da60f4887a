/** The install page: language, the steps of this device first, and the checks. */
'use strict';

const AGAIN_MS = 3000;
const LIMIT_MS = 5000;

function state(check, good) {
  document.querySelector(`[data-check="${check}"]`).dataset.state = good ? 'good' : 'bad';
}

/** When everything on this side of the page is good, show the way on and fold the steps away. */
function goOn(side) {
  const card = document.querySelector(`[data-on="${side}"]`);
  const checks = [...card.querySelectorAll('[data-check]')];
  if (!checks.every((check) => check.dataset.state === 'good')) return;
  card.querySelector('[data-go]').hidden = false;
  for (const steps of document.querySelectorAll('[data-os]')) steps.open = false;
}

function within(promise) {
  return Promise.race([
    promise,
    new Promise((_, no) => setTimeout(() => no(new Error('too late')), LIMIT_MS)),
  ]);
}

// Plain http: does https work by now?

async function reached(url) {
  try {
    const asked = { mode: 'cors', credentials: 'omit', cache: 'no-store' };
    return (await within(fetch(`${url}/health/live`, asked))).ok;
  } catch {
    return false;
  }
}

async function watchHttps() {
  for (;;) {
    const good = await reached(document.body.dataset.https);
    state('https', good);
    goOn('http');
    if (good) return;
    await new Promise((on) => setTimeout(on, AGAIN_MS));
  }
}

// https: can this browser do all that Posko needs?

/** Our pages take the address of a script only from a policy that is named in their headers. */
const policy = window.trustedTypes?.createPolicy('posko-worker', { createScriptURL: (path) => path });

function ours(path) {
  return policy ? policy.createScriptURL(path) : path;
}

/** A browser registers no worker where somebody only clicked a warning away. */
async function trusted() {
  if (!navigator.serviceWorker) return reached(location.origin);
  try {
    const worker = navigator.serviceWorker.register(ours('/pasang/probe.js'), { scope: '/pasang/' });
    await (await within(worker)).unregister();
    return true;
  } catch {
    return false;
  }
}

function opened() {
  const socket = new WebSocket(`wss://${location.host}/socket.io/?EIO=4&transport=websocket`);
  const heard = new Promise((yes, no) => {
    socket.onmessage = () => yes(true);
    socket.onerror = () => no(new Error('closed'));
  });
  return within(heard)
    .catch(() => false)
    .finally(() => socket.close());
}

async function checkAll() {
  const media = navigator.mediaDevices;
  const found = {
    secure: window.isSecureContext,
    microphone: Boolean(media && media.getUserMedia),
    worker: 'serviceWorker' in navigator,
    trusted: trusted(),
    socket: opened(),
  };
  await Promise.all(
    Object.entries(found).map(async ([check, good]) => state(check, await good)),
  );
  goOn('https');
}

// What stands where

function system() {
  const agent = navigator.userAgent;
  if (/Android/.test(agent)) return 'android';
  const pad = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;
  if (pad || /iPhone|iPad|iPod/.test(agent)) return 'ios';
  return /Windows/.test(agent) ? 'windows' : 'desktop';
}

function stepsFirst(mine) {
  const all = [...document.querySelectorAll('[data-os]')];
  for (const steps of all) steps.open = steps.dataset.os === mine;
  const own = all.find((steps) => steps.open);
  own.parentElement.insertBefore(own, all[0]);
}

function speak(language) {
  document.documentElement.lang = language;
  document.documentElement.dataset.lang = language;
}

document.querySelector('[data-switch]').addEventListener('click', () => {
  speak(document.documentElement.lang === 'id' ? 'en' : 'id');
});

stepsFirst(system());
if (location.protocol === 'https:') {
  document.querySelector('[data-on="http"]').hidden = true;
  document.querySelector('[data-on="https"]').hidden = false;
  void checkAll();
} else {
  void watchHttps();
}
