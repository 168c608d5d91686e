import type { Picture } from './png.ts';

/** A part of a picture, in whole pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the picture over the background, centred in the place, scaled down where it does not fit. */
export function layInto(ground: Picture, picture: Picture, place: Place): Picture {
  const scale = Math.min(1, place.width / picture.width, place.height / picture.height);
  const width = Math.max(1, Math.floor(picture.width * scale));
  const height = Math.max(1, Math.floor(picture.height * scale));
  const left = place.x + Math.floor((place.width - width) / 2);
  const top = place.y + Math.floor((place.height - height) / 2);
  const pixels = Uint8Array.from(ground.pixels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const start = ((top + y) * ground.width + left + x) * 4;
      pixels.set(over(meanOf(picture, x / scale, y / scale, 1 / scale), pixels.subarray(start, start + 4)), start);
    }
  }
  return { ...ground, pixels };
}

/** The mean colour of a square of the picture; missing and transparent pixels do not count. */
function meanOf({ width, height, pixels }: Picture, left: number, top: number, size: number): readonly number[] {
  const sums = [0, 0, 0, 0];
  let area = 0;
  for (let y = Math.floor(top); y < Math.min(height, top + size); y++) {
    for (let x = Math.floor(left); x < Math.min(width, left + size); x++) {
      const part = overlap(x, left, size) * overlap(y, top, size);
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4);
      area += part;
      [red * alpha, green * alpha, blue * alpha, alpha].forEach((value, index) => {
        sums[index] = (sums[index] ?? 0) + value * part;
      });
    }
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sums;
  return alpha === 0 ? [0, 0, 0, 0] : [red / alpha, green / alpha, blue / alpha, alpha / area];
}

/** The share of the pixel starting here that lies in the stretch from `start`. */
const overlap = (pixel: number, start: number, size: number): number =>
  Math.min(pixel + 1, start + size) - Math.max(pixel, start);

/** Blends a colour over an opaque one. */
function over([red = 0, green = 0, blue = 0, alpha = 0]: readonly number[], ground: Uint8Array): number[] {
  const cover = alpha / 255;
  const mixed = [red, green, blue].map((value, index) => value * cover + (ground[index] ?? 0) * (1 - cover));
  return [...mixed.map(Math.round), 255];
}
