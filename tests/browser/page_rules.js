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

  /** All that axe judges but where it stands: marked up, shown, and drawn the same, it finds the same. */
  const drawn = () => {
    const each = [...document.querySelectorAll('body, body *')].map((el) => {
      const { fontSize, fontWeight, color, backgroundColor, opacity } = getComputedStyle(el);
      return [el.checkVisibility({ opacityProperty: true, visibilityProperty: true }), fontSize, fontWeight, color, backgroundColor, opacity].join();
    });
    return [document.documentElement.outerHTML, ...each].join('\n');
  };
  const judged = new Set();
  const axe = async (only, off) => {
    const rules = Object.fromEntries(off.map((one) => [one, { enabled: false }]));
    const run = await window.axe.run(document, { resultTypes: ['violations'], rules, ...(only.length > 0 ? { runOnly: only } : {}) });
    return run.violations.flatMap((one) => one.nodes.map((node) => `axe ${one.id}: ${node.target.join(' ')} – ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? one.help}`));
  };
  /** What is wrong with the page as it is now. only: these of axe's rules, and none of ours; off: all but these. */
  window.__look = async (only, off) => {
    const asked = JSON.stringify([only, off, drawn()]);
    const found = judged.has(asked) ? [] : await axe(only, off);
    judged.add(asked);
    return only.length > 0 ? found : [...new Set([...found, ...wide(), ...cut(), ...small()])];
  };
})();
