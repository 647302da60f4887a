/** Looking closer at a picture: how large and where it stands, so that the point under the fingers stays under them. */
export interface Zoom {
  readonly scale: number;
  readonly x_px: number; // Of the picture's middle, from the middle of its place.
  readonly y_px: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The size of the picture at scale 1, and of the place it is looked at in. */
export interface Sizes {
  readonly picture: Point;
  readonly place: Point;
}

export const WHOLE: Zoom = { scale: 1, x_px: 0, y_px: 0 };
export const CLOSER = 2.5;
const SCALE_MAX = 8;

/** at: the point that stays, from the middle of the place. */
export function scaled(now: Zoom, by: number, at: Point, sizes: Sizes): Zoom {
  const scale = Math.min(SCALE_MAX, Math.max(1, now.scale * by));
  const real = scale / now.scale;
  return held({ scale, x_px: at.x - (at.x - now.x_px) * real, y_px: at.y - (at.y - now.y_px) * real }, sizes);
}

export function moved(now: Zoom, x_px: number, y_px: number, sizes: Sizes): Zoom {
  return held({ ...now, x_px: now.x_px + x_px, y_px: now.y_px + y_px }, sizes);
}

/** Its edges do not come further in than they must. */
function held(now: Zoom, { picture, place }: Sizes): Zoom {
  const free = (side: number, room: number): number => Math.max(0, (side * now.scale - room) / 2);
  const x = free(picture.x, place.x);
  const y = free(picture.y, place.y);
  return { ...now, x_px: within(now.x_px, x), y_px: within(now.y_px, y) };
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value)) + 0; // No minus zero.
}
