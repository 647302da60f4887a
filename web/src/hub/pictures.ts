/** Pictures on this device: looked at, made smaller, shown. What comes out carries no place and no time. */
import { fitted, QUALITY, SIDE_MAX_PX, shrinkable, worthwhile, type Decoded } from '../lib/files';
import type { PicturePort } from '../lib/ports';

export const pictures: PicturePort = {
  look: async (blob) => {
    if (!blob.type.startsWith('image/') || blob.type.includes('svg')) return null;
    try {
      return await looked(blob);
    } catch {
      return null; // No picture, or of a kind this browser cannot show.
    }
  },
  make: (blob) => URL.createObjectURL(blob),
  forget: (url) => {
    URL.revokeObjectURL(url);
  },
};

async function looked(blob: Blob): Promise<Decoded> {
  const picture = await createImageBitmap(blob);
  try {
    const { width, height } = picture;
    if (!shrinkable(blob.type)) return { width, height, small: null };
    const sides = fitted(width, height, SIDE_MAX_PX);
    const copy = await drawn(picture, sides.width, sides.height);
    const good = copy !== null && worthwhile(blob.size, width, height, copy.size);
    return { width, height, small: good ? { blob: copy, ...sides } : null };
  } finally {
    picture.close();
  }
}

function drawn(picture: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = '#fff'; // JPEG has nothing to see through.
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => {
    canvas.toBlob(done, 'image/jpeg', QUALITY);
  });
}
