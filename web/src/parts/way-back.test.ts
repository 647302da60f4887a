import { afterEach, expect, test, vi } from 'vitest';
import { wayBack } from './way-back';

class FakeWatcher {
  static readonly all: FakeWatcher[] = [];
  onclose: (() => void) | null = null;
  destroyed = false;

  constructor() {
    FakeWatcher.all.push(this);
  }

  destroy(): void {
    this.destroyed = true;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the way back closes it, and is let go of with it', () => {
  vi.stubGlobal('CloseWatcher', FakeWatcher);
  let closed = 0;
  const end = wayBack(() => (closed += 1));
  const [watcher] = FakeWatcher.all;
  watcher?.onclose?.();
  expect([closed, watcher?.destroyed]).toEqual([1, false]);
  end();
  expect(watcher?.destroyed).toBe(true);
});

test('a browser without one does without', () => {
  vi.stubGlobal('CloseWatcher', undefined);
  expect(wayBack(() => undefined)).not.toThrow();
});
