/** The console as the rest of the page knows it: fetched when it is first shown, and until then nothing to anybody. */
import type { Dispatching, Around } from './dispatching';
import type { Extra } from './extras';
import type { Settings } from './lib/settings';
import type { Event, Live } from './lib/wire';
import type { Dispatch } from './stores/dispatch';
import { dim } from './theme';

/** Narrower, and the shell for phones and tablets takes over. */
const WIDE = '(min-width: 1280px)';

export interface Begun extends Around {
  readonly settings: Settings;
  readonly post: string;
}

export class LazyDispatch implements Extra {
  readonly #begin: () => Begun;
  #made: Dispatching | null = null;
  #present = false;

  /** begin: what it works with, and for whom. */
  constructor(begin: () => Begun) {
    this.#begin = begin;
    matchMedia(WIDE).addEventListener('change', ({ matches }) => {
      if (!matches) this.close();
    });
  }

  /** Nothing happens before the first await: the page calls this while it draws. */
  async open(): Promise<Dispatch> {
    const { Dispatching } = await import('./dispatching');
    const begun = this.#begin();
    this.#made ??= new Dispatching({
      ...begun,
      present: (present) => {
        this.#present = present;
        begun.present(present);
      },
    });
    this.#made.obey(begun.settings);
    dim(true);
    this.#made.open(begun.post);
    return this.#made;
  }

  close(): void {
    if (!this.#made) return;
    this.#made.close();
    dim(false);
  }

  /** Is there a voice in any of its rooms? */
  get present(): boolean {
    return this.#present;
  }

  get onair(): boolean {
    return this.#made?.channels.onair === true;
  }

  lost(): void {
    this.#made?.lost();
  }

  moved(): void {
    this.#made?.channels.moved();
  }

  obey(now: Settings): void {
    this.#made?.obey(now);
  }

  hello(again: boolean): void {
    this.#made?.linked(again);
  }

  live(live: Live): void {
    this.#made?.live(live);
  }

  event(event: Event): void {
    this.#made?.event(event);
  }

  down(): void {
    this.#made?.down();
  }
}
