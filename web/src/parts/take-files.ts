/** Files that are dropped on a place, or pasted while it has the focus. */
export interface Taker {
  /** Files hang over it, or no longer do. */
  over(over: boolean): void;
  take(files: File[]): void;
}

/** An attachment: `{@attach takeFiles(taker)}`. */
export function takeFiles(taker: Taker): (place: HTMLElement) => () => void {
  return (place) => {
    const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      taker.over(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget instanceof Node && place.contains(event.relatedTarget)) return;
      taker.over(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      taker.over(false);
      taker.take([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.clipboardData?.getData('text/plain') !== '') return; // A table's cells come as a picture too.
      event.preventDefault();
      taker.take(files);
    };
    place.addEventListener('dragenter', over);
    place.addEventListener('dragover', over);
    place.addEventListener('dragleave', leave);
    place.addEventListener('drop', drop);
    place.addEventListener('paste', paste);
    return () => {
      place.removeEventListener('dragenter', over);
      place.removeEventListener('dragover', over);
      place.removeEventListener('dragleave', leave);
      place.removeEventListener('drop', drop);
      place.removeEventListener('paste', paste);
    };
  };
}
