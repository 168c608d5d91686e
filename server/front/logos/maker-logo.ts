import { decodePng, type Picture, pngSize } from './png.ts';

/** Smaller ones cannot be recognized; larger ones cost much time and memory to make smaller. */
const SIDE = { least: 32, most: 2_000 } as const;

/** A maker's logo, or why it cannot stand on white beside the widget's own. */
export function parseMakerLogo(bytes: Buffer): { readonly logo: Picture } | { readonly problem: string } {
  const size = pngSize(bytes);
  if (!size) return { problem: 'is not a PNG that can be read' };
  const { width, height } = size;
  if (Math.min(width, height) < SIDE.least || Math.max(width, height) > SIDE.most) {
    return { problem: `is ${width}×${height}, each side must have ${SIDE.least} to ${SIDE.most} pixels` };
  }
  const logo = decodePng(bytes);
  if (!logo) return { problem: 'is not a PNG that can be read' };
  return isSeenOnWhite(logo) ? { logo } : { problem: 'cannot be seen on white' };
}

/** Whether at least one pixel in a hundred is clearly not white. */
function isSeenOnWhite({ width, height, pixels }: Picture): boolean {
  let seen = 0;
  for (let start = 0; start < pixels.length; start += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(start, start + 4);
    if ((255 - Math.min(red, green, blue)) * alpha > 50 * 255) seen += 1;
  }
  return seen * 100 >= width * height;
}
