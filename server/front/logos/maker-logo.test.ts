import { expect, test } from 'vitest';
import { parseMakerLogo } from './maker-logo.ts';
import { encodePng } from './png.ts';

const plain = (width: number, height: number, colour: readonly number[]): Buffer => {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, index) => colour[index % 4] ?? 0);
  return encodePng({ width, height, pixels });
};
const RED = [200, 0, 0, 255];

/** Claims a size, as a decompression bomb does, and holds next to nothing. */
const claiming = (width: number, height: number): Buffer => {
  const png = plain(32, 32, RED);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
};

test('a picture in colour is a logo', () => {
  expect(parseMakerLogo(plain(64, 32, RED))).toMatchObject({ logo: { width: 64, height: 32 } });
});

test.each([
  ['no PNG', Buffer.from('GIF89a'), 'is not a PNG that can be read'],
  ['nothing', Buffer.alloc(0), 'is not a PNG that can be read'],
  ['half a PNG', plain(64, 32, RED).subarray(0, 60), 'is not a PNG that can be read'],
  ['a dot', plain(1, 1, RED), 'is 1×1, each side must have 32 to 2000 pixels'],
  ['a line', plain(500, 1, RED), 'is 500×1, each side must have 32 to 2000 pixels'],
  ['no pixels', claiming(0, 64), 'is 0×64, each side must have 32 to 2000 pixels'],
  ['more pixels than memory', claiming(65_535, 65_535), 'is 65535×65535, each side must have 32 to 2000 pixels'],
  ['transparent', plain(64, 64, [0, 0, 0, 0]), 'cannot be seen on white'],
  ['white', plain(64, 64, [255, 255, 255, 255]), 'cannot be seen on white'],
])('%s is not a logo', (_what, bytes, problem) => {
  expect(parseMakerLogo(bytes)).toEqual({ problem });
});
