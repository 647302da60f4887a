import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import type { Face } from '../lib/deck';
import type { Hand } from './hand';
import TalkButton from './TalkButton.svelte';

function idle(): Hand {
  return { down: vi.fn(), up: vi.fn(), lost: vi.fn(), click: vi.fn() };
}

function shown(hand: Hand): HTMLElement {
  render(TalkButton, { ...WORDS, hand });
  const button = screen.getByRole('button');
  button.setPointerCapture = vi.fn();
  return button;
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
  const button = shown(hand);
  await fireEvent.pointerDown(button, { button: 0, pointerId: 7 });
  await fireEvent[event](button, { pointerId: 7 });
  expect(hand.lost).toHaveBeenCalledOnce();
});

test('a second finger neither talks nor lets go', async () => {
  const hand = idle();
  const button = shown(hand);
  await fireEvent.pointerDown(button, { button: 0, pointerId: 7, isPrimary: true });
  await fireEvent.pointerDown(button, { button: 0, pointerId: 8, isPrimary: false });
  await fireEvent.pointerUp(button, { pointerId: 8 });
  await fireEvent.lostPointerCapture(button, { pointerId: 8 });
  expect(hand.down).toHaveBeenCalledOnce();
  expect([hand.up, hand.lost].some((said) => vi.mocked(said).mock.calls.length > 0)).toBe(false);
  await fireEvent.pointerUp(button, { pointerId: 7 });
  expect(hand.up).toHaveBeenCalledOnce();
});

test('a finger that was lost without a word does not stop the next press', async () => {
  const hand = idle();
  const button = shown(hand);
  for (const pointerId of [7, 8]) await fireEvent.pointerDown(button, { button: 0, pointerId, isPrimary: true });
  await fireEvent.pointerUp(button, { pointerId: 8 });
  expect(hand.up).toHaveBeenCalledOnce();
});

test('Enter and assistive devices click; the click after a press with a finger says nothing', async () => {
  const hand = idle();
  const button = shown(hand);
  await fireEvent.click(button, { detail: 1 });
  expect(hand.click).not.toHaveBeenCalled();
  await fireEvent.click(button, { detail: 0 });
  expect(hand.click).toHaveBeenCalledOnce();
  expect(await fireEvent.keyDown(button, { key: 'Enter', repeat: true })).toBe(false);
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

test('without a microphone it can be pressed still, to be told why', () => {
  render(TalkButton, { ...WORDS, face: 'off', mute: true, hand: idle() });
  expect(screen.getByRole('button').getAttribute('aria-disabled')).toBe('false');
});
