import { PNG } from 'pngjs';

/** Pixels as red, green, blue, alpha, a byte each, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Smallest for drawings, which are mostly flat. */
const FLAT = { deflateLevel: 9, deflateStrategy: 0, filterType: 0 } as const;

/** The picture as a PNG of 8-bit RGBA. */
export function encodePng({ width, height, pixels }: Picture): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels);
  return PNG.sync.write(png, FLAT);
}

/** A PNG of any kind; null when it is none. */
export function decodePng(bytes: Buffer): Picture | null {
  try {
    const { width, height, data } = PNG.sync.read(bytes);
    return { width, height, pixels: data };
  } catch {
    return null;
  }
}
