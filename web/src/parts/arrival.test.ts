import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrival, over } from './arrival';

function heading(): HTMLElement {
  const main = document.createElement('main');
  main.innerHTML = '<h1>Ruang</h1><button>Gabung</button>';
  document.body.replaceChildren(main);
  return main.querySelector('h1') ?? main;
}

const later = (): Promise<void> => new Promise((done) => setTimeout(done, 1));

beforeEach(() => {
  arrival(heading()); // The page is opened.
});

afterEach(() => {
  document.body.replaceChildren();
});

test('the heading of a screen that has come takes a focus that went with the one before', () => {
  const first = heading();
  arrival(first);
  expect(document.activeElement).toBe(first);
});

test('a focus that is somewhere stays there', () => {
  const first = heading();
  const button = document.querySelector('button');
  button?.focus();
  arrival(first);
  expect(document.activeElement).toBe(button);
});

test('what stands over the page gives the focus back, or to the heading when that is gone', async () => {
  const first = heading();
  const button = document.querySelector('button');
  const ring = document.createElement('div');
  ring.tabIndex = -1;
  for (const [gone, then] of [
    [false, button],
    [true, first],
  ] as const) {
    button?.focus();
    document.body.append(ring);
    const end = over(ring, () => () => undefined);
    expect(document.activeElement).toBe(ring);
    if (gone) button?.remove();
    ring.remove();
    end();
    await later();
    expect(document.activeElement).toBe(then);
  }
});
