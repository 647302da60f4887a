/** What a finger does to a message: a long press opens its menu, a pull to the right answers it. The mouse has its own ways. */
export interface Touched {
  menu(): void;
  reply(): void;
}

const LONG_MS = 450;
const STILL_PX = 10;
const PULL_PX = 56;
const PULL_MAX_PX = 72;

/** An attachment: `{@attach touch(hand)}`. */
export function touch(hand: Touched): (line: HTMLElement) => () => void {
  return (line) => {
    let start: { readonly id: number; readonly x: number; readonly y: number } | null = null;
    let pull_px = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const end = (): void => {
      clearTimeout(timer);
      start = null;
      pull_px = 0;
      line.style.translate = '';
    };
    const down = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      if (event.target instanceof Element && event.target.closest('a, button:not(.picture)')) return;
      start = { id: event.pointerId, x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        end();
        hand.menu();
      }, LONG_MS);
    };
    const move = (event: PointerEvent): void => {
      if (start?.id !== event.pointerId) return;
      const x = event.clientX - start.x;
      const y = event.clientY - start.y;
      if (Math.hypot(x, y) > STILL_PX) clearTimeout(timer);
      if (pull_px === 0 && Math.abs(y) > STILL_PX) {
        end(); // He scrolls.
        return;
      }
      pull_px = x > STILL_PX ? Math.min(x, PULL_MAX_PX) : 0;
      line.style.translate = pull_px > 0 ? `${pull_px}px` : '';
    };
    const up = (event: PointerEvent): void => {
      if (start?.id !== event.pointerId) return;
      const pulled = pull_px >= PULL_PX;
      end();
      if (pulled) hand.reply();
    };

    line.addEventListener('pointerdown', down);
    line.addEventListener('pointermove', move);
    line.addEventListener('pointerup', up);
    line.addEventListener('pointercancel', end);
    return () => {
      end();
      line.removeEventListener('pointerdown', down);
      line.removeEventListener('pointermove', move);
      line.removeEventListener('pointerup', up);
      line.removeEventListener('pointercancel', end);
    };
  };
}
