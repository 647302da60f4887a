import { afterEach, expect, test, vi } from 'vitest';
import { Screen } from './device';

interface Lock {
  released: boolean;
}

const locks: Lock[] = [];

function request(): Promise<Lock & { release(): Promise<void> }> {
  const lock = {
    released: false,
    release(): Promise<void> {
      lock.released = true;
      return Promise.resolve();
    },
  };
  locks.push(lock);
  return Promise.resolve(lock);
}

afterEach(() => {
  vi.unstubAllGlobals();
  locks.length = 0;
});

test('the screen stays on by one lock, and goes off when nobody wants it', async () => {
  vi.stubGlobal('navigator', { wakeLock: { request } });
  const screen = new Screen();
  for (let turn = 0; turn < 3; turn += 1) screen.stayOn(true);
  await vi.waitFor(() => {
    expect(locks).toHaveLength(1);
  });
  for (const lock of locks) lock.released = true; // The page was hidden.
  screen.again();
  await vi.waitFor(() => {
    expect(locks).toHaveLength(2);
  });
  screen.stayOn(false);
  await vi.waitFor(() => {
    expect(locks.every((lock) => lock.released)).toBe(true);
  });
});

test('a lock refused once is asked for again', async () => {
  let refuse = true;
  vi.stubGlobal('navigator', {
    wakeLock: { request: () => (refuse ? Promise.reject(new DOMException('', 'NotAllowedError')) : request()) },
  });
  const screen = new Screen();
  screen.stayOn(true);
  await new Promise((done) => setTimeout(done));
  refuse = false;
  screen.again();
  await vi.waitFor(() => {
    expect(locks).toHaveLength(1);
  });
});
