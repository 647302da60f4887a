// What axe goes by, as keys: a page of which it has judged the like is not judged again.
(() => {
  /** Of these it matters only whether there is one, and which are the same. */
  const WORDS = new Set(['alt', 'aria-description', 'aria-label', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title']);
  /** Of these as well: they are counted up whenever something is opened. */
  const NAMES = new Set(['aria-activedescendant', 'aria-controls', 'aria-describedby', 'aria-labelledby', 'aria-owns', 'for', 'id']);
  const LANGUAGES = ['id', 'en'];
  const SCROLLS_PX = 13; // From here on axe asks that a keyboard can scroll it.

  /** Gives for each text how many others came first. */
  const numbering = () => {
    const known = new Map();
    return (text) => {
      const said = text.trim().toLowerCase();
      if (said === '') return '';
      if (!known.has(said)) known.set(said, known.size);
      return `#${known.get(said)}`;
    };
  };
  const written = ({ name, value }, word, id) => {
    if (WORDS.has(name)) return `${name}=${word(value)}`;
    if (NAMES.has(name)) return `${name}=${value.split(/\s+/).map(id).join(' ')}`;
    if (name === 'style') return value.replace(/[\d.]+/g, ''); // Where it stands; how it looks is in what is drawn.
    if (name === 'lang' && LANGUAGES.includes(value)) return 'lang';
    return `${name}=${value}`;
  };
  const scrolls = (el) => {
    const over = el.scrollWidth - el.clientWidth > SCROLLS_PX || el.scrollHeight - el.clientHeight > SCROLLS_PX;
    return over && /auto|scroll/.test(getComputedStyle(el).overflow);
  };

  /** `marked`: how the page is marked up, and what of it is shown; `said`: in which words; `over`: what scrolls. */
  window.__marked = () => {
    const [word, id] = [numbering(), numbering()];
    const [marked, said, over] = [[], [], []];
    const walk = (el) => {
      marked.push(`<${el.localName}`, el.checkVisibility({ opacityProperty: true, visibilityProperty: true }), el.disabled, el.checked);
      for (const one of el.attributes) {
        marked.push(written(one, word, id));
        if (WORDS.has(one.name)) said.push(one.value);
      }
      if (scrolls(el)) over.push(marked.length);
      for (const child of el.childNodes) {
        if (child.nodeType === Node.ELEMENT_NODE) walk(child);
        if (child.nodeType !== Node.TEXT_NODE) continue;
        marked.push(word(child.data));
        said.push(child.data);
      }
      marked.push('>');
    };
    walk(document.documentElement);
    return { marked: marked.join(), said: said.join(), over: over.join() };
  };

  /** In which colours it is drawn, and how large. */
  window.__drawn = () =>
    [...document.querySelectorAll('body, body *')]
      .map((el) => {
        const { fontSize, fontWeight, color, backgroundColor, opacity } = getComputedStyle(el);
        return [fontSize, fontWeight, color, backgroundColor, opacity].join();
      })
      .join('\n');
})();
