/**
 * Where the focus goes when what had it is gone: to the heading of what is shown now, so that a
 * screen reader says where one is and Tab goes on from there. A focus that is somewhere stays.
 */

import { untrack } from 'svelte';

/** The page has just been opened: nobody has come from anywhere. */
let opened = true;

const lost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** For a heading, or what else is the first thing of a screen that has come. */
export function arrival(first: HTMLElement): void {
  if (opened) {
    opened = false;
    return;
  }
  if (lost()) focused(first);
}

/** Takes the focus for what stands over the page now, and gives it back. begin: what begins and ends with it. */
export function over(screen: HTMLElement, begin: () => () => void): () => void {
  const before = document.activeElement;
  screen.focus();
  const end = untrack(begin);
  return () => {
    end();
    refocus(before);
  };
}

/** After something stood over the page: back to what had the focus, or else to the heading of the page. */
export function refocus(before: Element | null): void {
  setTimeout(() => {
    if (!lost()) return;
    const first = before?.isConnected && before !== document.body ? before : document.querySelector('main h1');
    if (first instanceof HTMLElement) focused(first);
  });
}

function focused(one: HTMLElement): void {
  if (one.matches('h1, h2')) one.tabIndex = -1;
  one.focus({ preventScroll: true });
}
