import { expect, test } from 'vitest';
import { layInto } from './fit.ts';
import { decodePng, encodePng, type Picture } from './png.ts';

const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];
const WHITE = [255, 255, 255, 255];
const NONE = [0, 0, 0, 0];

const picture = (width: number, ...pixels: readonly number[][]): Picture => ({
  width,
  height: pixels.length / width,
  pixels: Uint8Array.from(pixels.flat()),
});
const white = (width: number, height: number): Picture =>
  picture(width, ...Array.from({ length: width * height }, () => WHITE));
const pixelsOf = ({ pixels }: Picture): number[][] =>
  Array.from({ length: pixels.length / 4 }, (_, index) => [...pixels.subarray(index * 4, index * 4 + 4)]);

test('a small picture is centred unchanged', () => {
  const laid = layInto(white(5, 1), picture(1, RED), { x: 1, y: 0, width: 3, height: 1 });
  expect(pixelsOf(laid)).toEqual([WHITE, WHITE, RED, WHITE, WHITE]);
});

test('a large one is scaled down: each pixel is the mean of the pixels that it replaces', () => {
  const large = picture(4, RED, BLUE, RED, RED, RED, BLUE, RED, RED);
  const laid = layInto(white(2, 1), large, { x: 0, y: 0, width: 2, height: 1 });
  expect(pixelsOf(laid)).toEqual([[128, 0, 128, 255], RED]);
});

test('transparent pixels show the background and have no colour', () => {
  const laid = layInto(white(2, 1), picture(2, NONE, RED), { x: 0, y: 0, width: 2, height: 1 });
  expect(pixelsOf(laid)).toEqual([WHITE, RED]);
  const half = picture(2, NONE, RED, NONE, RED);
  expect(pixelsOf(layInto(white(1, 1), half, { x: 0, y: 0, width: 1, height: 1 }))).toEqual([[255, 128, 128, 255]]);
});

test('a PNG is read as written; anything else is rejected', () => {
  const written = picture(2, RED, NONE);
  expect(decodePng(encodePng(written))).toEqual({ ...written, pixels: Buffer.from(written.pixels) });
  expect(decodePng(Buffer.from('GIF89a'))).toBeNull();
});
