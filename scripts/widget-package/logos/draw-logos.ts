import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LOGOS } from '../check-logos.ts';
import { encodePng, type Picture } from './encode-png.ts';
import { lettering, wordWidth } from './lettering.ts';
import { type Colour, outline, paint, roundedBox, type Shape } from './shapes.ts';

const GROUND: Colour = [14, 116, 96];
const WHITE: Colour = [255, 255, 255];
const WORD = 'Payments';

/** Draws the widget's logos: its own picture of payments over time, the next one still hollow. */
function drawLogo(path: string, width: number, height: number): Picture {
  const ground = roundedBox({ x: 0, y: 0, width, height, radius: Math.min(width, height) * 0.12 });
  const white = path === 'images/logo_main.png' ? stacked(width, height) : beside(width, height);
  return paint(width, height, [{ shape: ground, colour: GROUND }, ...white.map((shape) => ({ shape, colour: WHITE }))]);
}

/** The picture over the word. */
function stacked(width: number, height: number): Shape[] {
  const size = height * 0.42;
  const letters = height * 0.105;
  return [
    ...bars((width - size) / 2, height * 0.17, size),
    ...lettering(WORD, (width - wordWidth(WORD, letters)) / 2, height * 0.83, letters),
  ];
}

/** The picture before the word, or alone where there is no room for it. */
function beside(width: number, height: number): Shape[] {
  const size = height * 0.54;
  if (width < height * 2) return bars((width - size) / 2, (height - size) / 2, size);
  const letters = height * 0.185;
  const gap = height * 0.2;
  const left = (width - size - gap - wordWidth(WORD, letters)) / 2;
  return [
    ...bars(left, (height - size) / 2, size),
    ...lettering(WORD, left + size + gap, height / 2 + letters * 0.6, letters),
  ];
}

/** Four bars in a square, the last an outline. */
function bars(x: number, y: number, size: number): Shape[] {
  const width = size * 0.19;
  const step = (size - width) / 3;
  return [0.42, 0.62, 0.8, 1].map((part, index) => {
    const height = size * part;
    const bar = roundedBox({ x: x + step * index, y: y + size - height, width, height, radius: width * 0.28 });
    return index === 3 ? outline(bar, size * 0.055) : bar;
  });
}

for (const { path, width, height } of LOGOS) {
  const file = fileURLToPath(new URL(`../../../widget/${path}`, import.meta.url));
  await mkdir(fileURLToPath(new URL('../../../widget/images/', import.meta.url)), { recursive: true });
  await writeFile(file, encodePng(drawLogo(path, width, height)));
}
