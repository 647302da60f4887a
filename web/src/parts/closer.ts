/** Looks closer at a picture: two fingers, a wheel, a double tap; one finger moves it. What may be is in lib/zoom.ts. */
import { CLOSER, moved, scaled, WHOLE, type Point, type Sizes, type Zoom } from '../lib/zoom';

const DOUBLE_MS = 300;
const STILL_PX = 12;

export class Closer {
  #now: Zoom = WHOLE;
  #place: HTMLElement | null = null;
  readonly #fingers = new Map<number, Point>();
  #tapped: { readonly at: Point; readonly ms: number } | null = null;

  /** On what holds the picture, which is its only child. */
  readonly attach = (place: HTMLElement): (() => void) => {
    this.#place = place;
    this.#show(WHOLE);
    const stop = new AbortController();
    const { signal } = stop;
    place.addEventListener('pointerdown', this.#down, { signal });
    place.addEventListener('pointermove', this.#move, { signal });
    place.addEventListener('pointerup', this.#up, { signal });
    place.addEventListener('pointercancel', this.#up, { signal });
    place.addEventListener('wheel', this.#wheel, { signal, passive: false });
    return () => {
      stop.abort();
      this.#fingers.clear();
      this.#place = null;
    };
  };

  /** Without fingers: by a button or a key. */
  step(by: number): void {
    this.#scale(by, { x: 0, y: 0 });
  }

  readonly #down = (event: PointerEvent): void => {
    this.#fingers.set(event.pointerId, this.#at(event));
    if (this.#fingers.size === 1) this.#tap(event);
  };

  readonly #move = (event: PointerEvent): void => {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const at = this.#at(event);
    const [other] = [...this.#fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.#fingers.set(event.pointerId, at);
    if (other) this.#scale(apart(at, other) / Math.max(1, apart(before, other)), middle(at, other));
    else this.#show(moved(this.#now, at.x - before.x, at.y - before.y, this.#sizes));
  };

  readonly #up = (event: PointerEvent): void => {
    this.#fingers.delete(event.pointerId);
  };

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.#scale(Math.exp(-event.deltaY / 300), this.#at(event));
  };

  #tap(event: PointerEvent): void {
    const at = this.#at(event);
    const before = this.#tapped;
    this.#tapped = { at, ms: event.timeStamp };
    if (!before || event.timeStamp - before.ms > DOUBLE_MS || apart(at, before.at) > STILL_PX) return;
    this.#tapped = null;
    this.#scale(this.#now.scale > 1 ? 0 : CLOSER, at);
  }

  #scale(by: number, at: Point): void {
    this.#show(scaled(this.#now, by, at, this.#sizes));
  }

  #show(next: Zoom): void {
    this.#now = next;
    const picture = this.#place?.firstElementChild;
    if (picture instanceof HTMLElement) picture.style.transform = `translate(${next.x_px}px, ${next.y_px}px) scale(${next.scale})`;
  }

  #at(event: MouseEvent): Point {
    const box = this.#place?.getBoundingClientRect() ?? new DOMRect();
    return { x: event.clientX - box.x - box.width / 2, y: event.clientY - box.y - box.height / 2 };
  }

  get #sizes(): Sizes {
    const place = this.#place;
    const picture = place?.firstElementChild;
    const side = picture instanceof HTMLElement ? { x: picture.offsetWidth, y: picture.offsetHeight } : { x: 0, y: 0 };
    return { picture: side, place: { x: place?.clientWidth ?? 0, y: place?.clientHeight ?? 0 } };
  }
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
