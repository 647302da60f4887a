import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import type { Face } from '../lib/deck';
import type { Hand } from './hand';
import TalkButton from './TalkButton.svelte';

function idle(): Hand {
  return { down: vi.fn(), up: vi.fn(), lost: vi.fn() };
}

const WORDS = { face: 'idle' as Face, title: 'Tahan untuk bicara', line: '3 orang mendengar' };

test('a press goes down and up, each once', async () => {
  const hand = idle();
  render(TalkButton, { ...WORDS, hand });
  const button = screen.getByRole('button', { name: /Tahan untuk bicara/ });
  const capture = vi.fn();
  button.setPointerCapture = capture;

  await fireEvent.pointerDown(button, { button: 0, pointerId: 7 });
  await fireEvent.pointerUp(button, { pointerId: 7 });

  expect(capture).toHaveBeenCalledWith(7);
  expect(hand.down).toHaveBeenCalledOnce();
  expect(hand.up).toHaveBeenCalledOnce();
});

test.each(['pointerCancel', 'lostPointerCapture'] as const)('%s lets go', async (event) => {
  const hand = idle();
  render(TalkButton, { ...WORDS, hand });
  await fireEvent[event](screen.getByRole('button'));
  expect(hand.lost).toHaveBeenCalledOnce();
});

test('the other mouse button does not talk, a long press opens no menu', async () => {
  const hand = idle();
  render(TalkButton, { ...WORDS, hand });
  await fireEvent.pointerDown(screen.getByRole('button'), { button: 2 });
  expect(hand.down).not.toHaveBeenCalled();
  expect(await fireEvent.contextMenu(screen.getByRole('button'))).toBe(false);
});

test.each<[Face, string, string]>([
  ['idle', 'false', 'false'],
  ['requesting', 'true', 'false'],
  ['onair', 'true', 'false'],
  ['off', 'false', 'true'],
])('%s, to those who do not see it', (face, pressed, disabled) => {
  render(TalkButton, { ...WORDS, face, hand: idle() });
  const button = screen.getByRole('button');
  expect([button.getAttribute('aria-pressed'), button.getAttribute('aria-disabled')]).toEqual([pressed, disabled]);
});
