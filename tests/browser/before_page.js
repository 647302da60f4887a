// Runs before the page's own code: keeps its connections, and asks for the bare microphone.
// A test may set window.__forced: what every connection is
// made with, whatever the page wants; `only` is the one relay it may use of those it was given.
localStorage.setItem('posko.audio.raw', '1');
window.__connections = [];
const forced = (configuration) => {
  const { only, ...rest } = window.__forced ?? {};
  const iceServers = (configuration?.iceServers ?? []).map((one) => ({ ...one, urls: only ? [only] : one.urls }));
  return { ...configuration, iceServers, ...rest };
};
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(configuration) {
    super(forced(configuration));
    window.__connections.push(this);
  }

  setConfiguration(configuration) {
    super.setConfiguration(forced(configuration));
  }
};

/** A phone's way back asks the last of these to close; a test does as it would. Firefox has none. */
window.__watchers = [];
if (window.CloseWatcher) {
  const Watcher = window.CloseWatcher;
  window.CloseWatcher = class extends Watcher {
    constructor() {
      super();
      window.__watchers.push(this);
    }
  };
}

/** Only the console mixes voices by Web Audio. In other pages that makes short tones, which no test
 *  hears: in pieces of a fifth of a second it wakes a page five times a second, not a hundred. */
if (!location.hostname.startsWith('operator.')) {
  const Interactive = window.AudioContext;
  window.AudioContext = class extends Interactive {
    constructor(options) {
      super(options?.latencyHint ? { ...options, latencyHint: 0.2 } : options);
    }
  };
}

/** Record what the newest connection gives, for so long: 16-bit samples, base64. */
window.__record = async (seconds) => {
  const context = new AudioContext({ sampleRate: 48000 });
  await context.resume();
  const track = window.__connections.at(-1).getReceivers()[0].track;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const tape = context.createScriptProcessor(1024, 1, 1); // A worklet would be barred by the page's CSP.
  const blocks = [];
  const started = new Promise((resolve) => {
    tape.onaudioprocess = (e) => {
      if (blocks.length === 0) window.__began_ms = Date.now() - (1024 / 48000) * 1000;
      blocks.push(e.inputBuffer.getChannelData(0).slice());
      resolve();
    };
  });
  source.connect(tape).connect(context.destination);
  await started; // Firefox may need two seconds for its first sound.
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const pcm = new Int16Array(blocks.length * 1024);
  blocks.forEach((block, n) => {
    block.forEach((x, i) => {
      pcm[n * 1024 + i] = Math.max(-1, Math.min(1, x)) * 32767;
    });
  });
  await context.close();
  const bytes = new Uint8Array(pcm.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};

/** Whatever a page sends to its loudspeakers by Web Audio goes through here as well: its mix, left and right. */
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...all) {
  if (to instanceof AudioDestinationNode && !window.__ears) {
    window.__ears = new GainNode(to.context, { channelCount: 2, channelCountMode: 'explicit' });
  }
  if (to instanceof MediaStreamAudioDestinationNode) window.__elsewhere = this;
  if (to instanceof AudioDestinationNode && window.__ears.context === to.context) connect.call(this, window.__ears);
  return connect.call(this, to, ...all);
};

/** Elements the page plays. */
window.__played = new Set();
const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () {
  window.__played.add(this);
  return play.call(this);
};

/** Record the mix for so long: left and right after one another, 32-bit samples, base64, and the rate. */
window.__recordMix = async (seconds, from) => {
  const { context } = from;
  await context.resume();
  const tape = context.createScriptProcessor(4096, 2, 2);
  const sides = [[], []];
  tape.onaudioprocess = ({ inputBuffer }) => {
    sides.forEach((side, n) => side.push(inputBuffer.getChannelData(n).slice()));
  };
  connect.call(from, tape);
  connect.call(tape, context.destination);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  from.disconnect(tape);
  tape.disconnect();
  const bytes = new Uint8Array(await new Blob(sides.flat()).arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { pcm: btoa(text), rate_hz: context.sampleRate };
};

/** Packets the newest connection has sent. */
window.__sent = async () => {
  const stats = await window.__connections.at(-1).getStats();
  return [...stats.values()].find((s) => s.type === 'outbound-rtp').packetsSent;
};

/** From here on nothing in the page can shut its microphone. */
window.__keepSending = () => {
  const always = { set() {}, get: () => true };
  const { track } = window.__connections.at(-1).getSenders()[0];
  Object.defineProperty(track, 'enabled', always);
  Object.defineProperty(MediaStreamTrack.prototype, 'enabled', always);
};

/** How many connections there were, and how the newest is. */
window.__state = () => `${window.__connections.length} ${window.__connections.at(-1).connectionState}`;
