/** A phone's way back closes what stands over the page, rather than leaving the page under it. */

/** What a browser has for it where its device has a way back (https://html.spec.whatwg.org/#close-watcher). */
interface Watcher {
  onclose: (() => void) | null;
  destroy(): void;
}

type Browser = typeof globalThis & { readonly CloseWatcher?: new () => Watcher };

/** Until what is given is called, the way back asks for it to be closed. Escape is the dialog's own: it is not told of that. */
export function wayBack(onclose: () => void): () => void {
  const { CloseWatcher } = globalThis as Browser;
  if (!CloseWatcher) return () => undefined;
  const watcher = new CloseWatcher();
  watcher.onclose = onclose;
  return () => {
    watcher.destroy();
  };
}
