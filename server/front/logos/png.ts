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

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** From the header chunk, which the PNG format puts first: signature, length, "IHDR", width, height. */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (bytes.length < 24 || !SIGNATURE.every((byte, index) => bytes[index] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** A PNG of any kind; null for any other file. Takes four bytes of memory for each pixel that its header claims. */
export function decodePng(bytes: Buffer): Picture | null {
  try {
    const { width, height, data } = PNG.sync.read(bytes);
    return { width, height, pixels: data };
  } catch {
    return null;
  }
}
