/** An attachment for a list of articles of which Tab reaches one: the arrow keys go to the others. */
export function arrows(list: HTMLElement): () => void {
  const moved = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (step === 0 || !(event.target instanceof Element) || !event.target.matches('article')) return;
    const articles = [...list.querySelectorAll<HTMLElement>('article')];
    const next = articles[articles.findIndex((one) => one === event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  list.addEventListener('keydown', moved);
  return () => {
    list.removeEventListener('keydown', moved);
  };
}
