/** What passes through the pure parts unopened: there the rest of the browser stays out of reach. */
interface Blob {
  readonly size: number;
  readonly type: string;
  slice(start?: number, end?: number): Blob;
}

interface AbortSignal {
  readonly aborted: boolean;
}
