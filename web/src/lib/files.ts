/** Files of a message: what may be sent, how pictures are made smaller, and how one is shown. */
import type { FileCard } from './wire';

export const FILE_MAX_BYTES = 25_000_000;
export const FILES_MAX = 10;
export const SIDE_MAX_PX = 2_560;
export const QUALITY = 0.85;

/** Above this a picture is worth the work. */
const SMALL_BYTES = 400_000;
const WORTH = 0.85;
const SHRUNK = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/bmp', 'image/avif'];
const RATIO_MIN = 0.66;
const RATIO_MAX = 1.9;

/** A picture as its decoder found it. small: another copy of it, if that could be made. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly small: { readonly blob: Blob; readonly width: number; readonly height: number } | null;
}

/** A file that was picked, and is not sent yet. */
export interface Picked {
  readonly id: string;
  readonly name: string;
  readonly whole: Blob;
  /** Null while it is being looked at; what it is not, or cannot be shown here, has no sides. */
  readonly looked: Partial<Decoded> | null;
  /** Shows it. */
  readonly url: string | null;
}

/** A file of a message, as it is drawn. */
export interface FileView {
  readonly card: FileCard;
  /** Of its small picture; null: it is a line. */
  readonly src: string | null;
  readonly href: string | null;
  /** Not on its own over a network that costs. */
  readonly held: boolean;
  /** So much of it has left this device; null: it is there, or waits. */
  readonly sent: number | null;
}

/** Is it of a kind that can be made smaller? Moving pictures would stand still. */
export function shrinkable(mime: string): boolean {
  return SHRUNK.includes(mime);
}

/** Is a smaller copy to be taken in the place of a picture? */
export function worthwhile(whole: number, width: number, height: number, small: number): boolean {
  const large = whole > SMALL_BYTES || Math.max(width, height) > SIDE_MAX_PX;
  return large && small < whole * WORTH;
}

/** The sides of a picture that fits into a square. */
export function fitted(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Which of its two copies goes out. */
export function chosen(file: Picked, original: boolean): { readonly card: FileCard; readonly blob: Blob } {
  const small = original ? undefined : file.looked?.small;
  const blob = small?.blob ?? file.whole;
  const name = small ? jpegName(file.name) : file.name;
  const mime = blob.type === '' ? 'application/octet-stream' : blob.type;
  return { card: { id: file.id, name, mime, size: blob.size, ...sides(small ?? file.looked) }, blob };
}

/** Is it too large whichever copy goes out? */
export function tooBig(file: Picked, original: boolean): boolean {
  return file.looked !== null && chosen(file, original).blob.size > FILE_MAX_BYTES;
}

/** What stands under a picture does not jump when it comes; very long ones are cut. */
export function ratio(card: FileCard): number {
  const { width, height } = card;
  return width && height ? Math.min(RATIO_MAX, Math.max(RATIO_MIN, width / height)) : 4 / 3;
}

export type FileKind = 'image' | 'pdf' | 'sheet' | 'text' | 'video' | 'audio' | 'other';

export function kindOf(mime: string): FileKind {
  if (mime.startsWith('image/')) return 'image';
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('audio/')) return 'audio';
  if (mime === 'application/pdf') return 'pdf';
  if (mime.includes('spreadsheetml')) return 'sheet';
  return mime === 'text/plain' || mime.includes('officedocument') || mime.includes('opendocument') ? 'text' : 'other';
}

function jpegName(name: string): string {
  return `${name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.jpg`;
}

function sides(of: Partial<Decoded> | null): { width: number; height: number } | null {
  return of?.width && of.height ? { width: of.width, height: of.height } : null;
}
