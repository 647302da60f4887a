/** What a message line shows, and what can be done to it. */
import type { FileView } from '../lib/files';
import type { Shown } from '../lib/shown';

export interface Line {
  readonly message: Shown;
  readonly who: string;
  readonly headed: boolean;
  /** "14.19". */
  readonly time: string;
  readonly names: readonly string[];
  /** The message it answers. */
  readonly quote: { readonly who: string; readonly text: string } | null;
  /** Of my own: whether it is saved, and how many have read it. */
  readonly state: string;
  /** What calls off a change that is not saved: "Hapus", "Urungkan". */
  readonly undo: string;
  readonly flash: boolean;
  readonly files: readonly FileView[];
}

export interface Hand {
  readonly menu: () => void;
  readonly reply: () => void;
  /** To the message it answers. */
  readonly quote: () => void;
  readonly retry: () => void;
  readonly drop: () => void;
  /** A picture, large. */
  readonly view: (file: FileView) => void;
}
