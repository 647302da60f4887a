/**
 * Keeps a scrolled list where its reader is: at the end while he is there, and otherwise on the line
 * he reads, whatever is added above or below. Says what he has in sight.
 *
 * Lines are the children of the scroller's first child; `data-key` names one, `data-seq` its place.
 */
export interface Sight {
  /** The end is in sight. */
  readonly pinned: boolean;
  /** The beginning is near. */
  readonly top: boolean;
  /** The furthest place in sight. */
  readonly seq: number;
}

const END_PX = 32;
const TOP_PX = 600;

export class ScrollKeeper {
  readonly #onsight: (sight: Sight) => void;
  #scroller: HTMLElement | null = null;
  #pinned = true;
  #top_px = 0;
  #anchor: { readonly line: Element; readonly top: number } | null = null;

  constructor(onsight: (sight: Sight) => void) {
    this.#onsight = onsight;
  }

  /** start: the line to begin at; without it the end. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    this.#scroller = scroller;
    const moved = (): void => {
      this.#look();
    };
    const sizes = new ResizeObserver(() => {
      this.#settle();
    });
    // While the lines fill less than the pane, a new one changes no size.
    const added = new MutationObserver(() => {
      this.#settle();
    });
    sizes.observe(scroller);
    if (scroller.firstElementChild) {
      sizes.observe(scroller.firstElementChild);
      added.observe(scroller.firstElementChild, { childList: true });
    }
    scroller.addEventListener('scroll', moved, { passive: true });
    return () => {
      sizes.disconnect();
      added.disconnect();
      scroller.removeEventListener('scroll', moved);
      this.#scroller = null;
    };
  };

  toEnd(): void {
    this.#pinned = true;
    this.#settle();
  }

  /** Put a line in the upper third. False when it is not drawn. */
  to(key: string): boolean {
    const line = this.#lines.find((one) => one instanceof HTMLElement && one.dataset.key === key);
    const scroller = this.#scroller;
    if (!line || !scroller) return false;
    this.#pinned = false;
    scroller.scrollTop += this.#top(line) - scroller.clientHeight / 4;
    this.#look();
    return true;
  }

  /** What is in sight now: the page has come back into view, say. */
  again(): void {
    this.#look();
  }

  get #lines(): Element[] {
    return [...(this.#scroller?.firstElementChild?.children ?? [])];
  }

  #top(line: Element): number {
    return line.getBoundingClientRect().top - (this.#scroller?.getBoundingClientRect().top ?? 0);
  }

  /** Something changed its size: stay where the reader is. */
  #settle(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (this.#pinned) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor?.line.isConnected) scroller.scrollTop += this.#top(this.#anchor.line) - this.#anchor.top;
    this.#look();
  }

  #look(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const lines = this.#lines;
    const height = scroller.clientHeight;
    const end = scroller.scrollHeight - scroller.scrollTop - height < END_PX;
    const up = scroller.scrollTop < this.#top_px - 1; // Only he leaves the end; a list that grew has not moved him.
    this.#pinned = end || (this.#pinned && !up);
    this.#top_px = scroller.scrollTop;
    const reading = lines.find((line) => line.getBoundingClientRect().height > 0 && this.#top(line) >= 0);
    this.#anchor = reading ? { line: reading, top: this.#top(reading) } : null;
    const seen = lines.findLast((line) => seqOf(line) > 0 && this.#top(line) < height - END_PX);
    this.#onsight({ pinned: this.#pinned, top: scroller.scrollTop < TOP_PX, seq: seen ? seqOf(seen) : 0 });
  }
}

function seqOf(line: Element): number {
  return line instanceof HTMLElement ? Number(line.dataset.seq ?? 0) : 0;
}
