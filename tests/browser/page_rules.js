// Rules every screen keeps, looked at inside the page: nothing wider than it, nothing cut off, nothing too small to hit.
(() => {
  const SLACK = 1.5; // Layout rounds.
  const TARGET = 44;

  const name = (el) => {
    const own = (one) => one.tagName.toLowerCase() + (typeof one.className === 'string' && one.className.trim() ? '.' + one.className.trim().split(/\s+/).filter((c) => !c.startsWith('s-') && !c.startsWith('svelte-')).join('.') : '');
    const text = (el.getAttribute('aria-label') ?? el.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${el.parentElement ? own(el.parentElement) + ' > ' : ''}${own(el)} "${text}"`;
  };
  const hidden = (el) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
    return el.closest('.vh, [inert], svg, [hidden]') !== null;
  };
  /** An ancestor that scrolls it into view, that way. */
  const scroller = (el, way) => {
    for (let up = el.parentElement; up; up = up.parentElement) {
      const how = getComputedStyle(up)[way];
      if ((how === 'auto' || how === 'scroll') && up !== document.documentElement && up !== document.body) return up;
    }
    return null;
  };
  const clips = (how) => how === 'hidden' || how === 'clip';

  function wide() {
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + SLACK) found.push(`page: ${root.scrollWidth} px of ${root.clientWidth}`);
    for (const el of document.querySelectorAll('body *')) {
      if (hidden(el) || ['INPUT', 'TEXTAREA', 'SELECT', 'CANVAS'].includes(el.tagName)) continue;
      const style = getComputedStyle(el);
      const rect = el.getBoundingClientRect();
      if (rect.width > 0 && rect.right > root.clientWidth + SLACK && !scroller(el, 'overflowX') && !el.closest('[data-clips]')) {
        found.push(`past the edge by ${Math.round(rect.right - root.clientWidth)} px: ${name(el)}`);
      }
      if (style.display === 'inline' || el.matches('.clip, .clip *, [data-clips]')) continue;
      const over = el.scrollWidth - el.clientWidth;
      if (el.clientWidth > 0 && over > SLACK && style.overflowX !== 'scroll') {
        if (style.overflowX === 'auto' && el.matches('[data-sideways]')) continue;
        found.push(`wider than its box by ${Math.round(over)} px: ${name(el)}`);
      }
      const below = el.scrollHeight - el.clientHeight;
      const holds = clips(style.overflowY) || el.matches('button, a.btn, .badge');
      if (el.clientHeight > 0 && holds && below > 2 && !el.matches('body, [data-clips]')) {
        found.push(`higher than its box by ${Math.round(below)} px: ${name(el)}`);
      }
    }
    return found;
  }

  /** What is there for the ear alone, laid out from the page's own edge, makes the page as long as what scrolls in it. */
  function loose() {
    return [...document.querySelectorAll('.vh')].filter((el) => el.offsetParent && scroller(el, 'overflowY')?.contains(el.offsetParent) === false).map((el) => `hidden, but outside of what scrolls: ${name(el)}`);
  }

  /** Names and times are never cut: .clip is for lines that may be. */
  function cut() {
    return [...document.querySelectorAll('b.clip:not([data-clips]), h1.clip, h2.clip, h3.clip, time.clip, .num.clip')].filter((el) => !hidden(el) && el.scrollWidth > el.clientWidth + SLACK).map((el) => `a name is cut: ${name(el)}`);
  }

  function small() {
    const found = [];
    for (const el of document.querySelectorAll('button, a[href], input, select, textarea, [role=tab], [role=slider], summary, label:has(> input[type=radio])')) {
      if (hidden(el) || el.disabled || el.closest('.wall')) continue;
      const box = (el.matches('input[type=radio], input[type=checkbox], input[type=file]') && el.closest('label')) || el;
      const rect = box.getBoundingClientRect();
      if (rect.width === 0 || getComputedStyle(box).display === 'inline') continue; // A link in a sentence.
      if (Math.min(rect.width, rect.height) < TARGET - SLACK) found.push(`too small, ${Math.round(rect.width)}x${Math.round(rect.height)}: ${name(el)}`);
    }
    return found;
  }

  const COLOURS = 'color-contrast';
  /** Rules that go by more than how a page is marked up, and what they go by. */
  const APART = { [COLOURS]: null, 'link-in-text-block': () => window.__drawn(), 'label-content-name-mismatch': ({ said }) => said, 'scrollable-region-focusable': ({ over }) => over };
  const judged = new Set();
  const isNew = (...key) => {
    const known = judged.size;
    return judged.add(key.join('\n')).size > known;
  };

  /** What axe has to judge here besides contrast: all but what it has judged where that was the same. */
  function fresh(page, { only, off }) {
    const { marked } = page;
    const asked = Object.keys(APART).filter((rule) => rule !== COLOURS && !off.includes(rule) && (only.length === 0 || only.includes(rule)));
    const some = asked.filter((rule) => isNew(rule, marked, APART[rule](page)));
    const few = some.length > 0 ? { runOnly: some } : null;
    const all = ['all', off.filter((rule) => !(rule in APART)), marked];
    if (judged.has(all.join('\n')) || !isNew(...(only.length > 0 ? [only, off, marked] : all))) return few;
    if (only.length > 0) return { runOnly: only };
    const without = [...off, ...Object.keys(APART)].filter((rule) => !some.includes(rule));
    return { rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])) };
  }
  async function ruled(page, asking) {
    const options = fresh(page, asking);
    if (options === null) return [];
    const run = await window.axe.run(document, { resultTypes: ['violations'], ...options });
    return run.violations.flatMap((one) => one.nodes.map((node) => `axe ${one.id}: ${node.target.join(' ')} – ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? one.help}`));
  }

  /** The texts whose contrast axe judges, as it finds them; where they stand is read once for all themes. */
  const texts = () => {
    window.axe.setup(document);
    const [root] = window.axe._tree;
    const context = { include: [root], exclude: [], flatTree: window.axe._tree, page: true, initiator: true, focusable: true, size: {} };
    const rule = window.axe._audit.rules.find(({ id }) => id === COLOURS);
    return rule.gatherAndMatchNodes(context, {}).map((node) => ({ node, context }));
  };
  /** Have axe forget what it has read of colours, and keep where everything stands. */
  const recoloured = (node) => {
    delete node._stackingContext;
    for (const key of Object.keys(node._cache)) if (key === 'getBackgroundColor' || key.startsWith('computedStyle_')) delete node._cache[key];
    node.children.forEach(recoloured);
  };
  const contrast = ({ node, context }) => {
    const { result, data } = window.axe._audit.checks[COLOURS].runSync(node, {}, context);
    const told = () => `axe ${COLOURS}: ${name(node.actualNode)} – ${data.contrastRatio} of ${data.expectedContrastRatio}, ${data.fgColor} on ${data.bgColor}`;
    return result === false ? [told()] : [];
  };
  /** What axe has against the contrast of texts, in the theme that is worn and in others. */
  function contrasted({ marked }, others) {
    const found = [];
    let all = null;
    for (const theme of [null, ...others]) {
      if (theme) choose({ theme });
      if (!isNew(COLOURS, marked, window.__drawn())) continue;
      if (all) window.axe._tree.forEach(recoloured);
      all ??= texts();
      found.push(...all.flatMap(contrast).map((one) => (theme ? `${theme}: ${one}` : one)));
    }
    if (all) window.axe.teardown();
    return found;
  }

  /** Wish for something on another page of this device. */
  const choose = (wished) => {
    const key = 'posko.settings';
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? '{}'), ...wished }));
    dispatchEvent(new StorageEvent('storage', { key }));
    const { theme } = document.documentElement.dataset;
    if (theme !== (wished.theme ?? theme)) throw new Error(`${wished.theme} was chosen, and it is ${theme}`);
  };
  /** The same, and wait for another language: what a choice does, it does before the next picture. */
  const obey = async (wished) => {
    const turned = document.documentElement.lang !== wished.language;
    choose(wished);
    for (let n = 0; turned && n < 2; n++) await new Promise(requestAnimationFrame);
    const { lang } = document.documentElement;
    if (lang !== wished.language) throw new Error(`${wished.language} was chosen, and it is ${lang}`);
  };

  /** What is wrong with the page. only: these of axe's rules, and none of ours; off: all but these.
   *  wished: the theme and language, chosen first; also: themes in which the colours are looked at as well. */
  window.__look = async ({ only, off, wished, also }) => {
    if (wished) await obey(wished);
    const page = window.__marked();
    const found = only.join() === COLOURS ? [] : await ruled(page, { only, off });
    if ((only.length === 0 || only.includes(COLOURS)) && !off.includes(COLOURS)) found.push(...contrasted(page, also));
    if (also.length > 0) choose(wished);
    return only.length > 0 ? found : [...new Set([...found, ...wide(), ...loose(), ...cut(), ...small()])];
  };
})();
