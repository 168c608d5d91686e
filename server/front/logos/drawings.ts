import { layInto } from './fit.ts';
import { lettering, wordWidth } from './lettering.ts';
import type { Picture } from './png.ts';
import { type Box, type Colour, outline, paint, roundedBox, type Shape } from './shapes.ts';

const GROUND: Colour = [14, 116, 96];
const WHITE: Colour = [255, 255, 255];
const ICON_COLOUR = '#1a937a';
const WORD = 'Payments';

/** Draws the widget's logos: a picture of payments over time, with the next one still hollow. */
export function drawLogo(path: string, width: number, height: number): Picture {
  const ground = roundedBox({ x: 0, y: 0, width, height, radius: Math.min(width, height) * 0.12 });
  const white = path === 'images/logo_main.png' ? stacked(width, height) : beside(width, height);
  return paint(width, height, [{ shape: ground, colour: GROUND }, ...white.map((shape) => ({ shape, colour: WHITE }))]);
}

/** Kommo wants this many pixels free at the edges: https://developers.kommo.com/docs/getting-listed */
const MARGIN = 10;

/** The widget's picture on the left, its maker's logo on the right, on white. */
export function drawWithMaker(width: number, height: number, logo: Picture): Picture {
  const half = { x: MARGIN, y: MARGIN, width: (width - 3 * MARGIN) / 2, height: height - 2 * MARGIN };
  const size = Math.min(half.width, half.height) * 0.64;
  const ours = bars(half.x + (half.width - size) / 2, half.y + (half.height - size) / 2, size);
  const ground = paint(width, height, [
    { shape: roundedBox({ x: 0, y: 0, width, height, radius: MARGIN }), colour: WHITE },
    { shape: roundedBox({ ...half, radius: MARGIN }), colour: GROUND },
    ...ours.map((shape) => ({ shape, colour: WHITE })),
  ]);
  return layInto(ground, logo, { ...half, x: half.x + half.width + MARGIN });
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
  return barBoxes(x, y, size).map((box, index) => {
    const bar = roundedBox(box);
    return index === 3 ? outline(bar, size * LINE) : bar;
  });
}

/** width of the last bar's outline, as a fraction of the picture */
const LINE = 0.055;

function barBoxes(x: number, y: number, size: number): Box[] {
  const width = size * 0.19;
  const step = (size - width) / 3;
  return [0.42, 0.62, 0.8, 1].map((part, index) => {
    const height = size * part;
    return { x: x + step * index, y: y + size - height, width, height, radius: width * 0.28 };
  });
}

/** The picture alone, for any background: its colour is visible on Kommo's light and dark one. */
export function drawIcon(): string {
  const line = 100 * LINE;
  const bars = barBoxes(10, 10, 100).map(({ x, y, width, height, radius }, index) =>
    index === 3
      ? rect(
          { x: x + line / 2, y: y + line / 2, width: width - line, height: height - line, radius: radius - line / 2 },
          `fill="none" stroke="${ICON_COLOUR}" stroke-width="${number(line)}"`,
        )
      : rect({ x, y, width, height, radius }, `fill="${ICON_COLOUR}"`),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" aria-hidden="true">\n  ${bars.join('\n  ')}\n</svg>\n`;
}

const rect = ({ x, y, width, height, radius }: Box, paint: string): string =>
  `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${number(radius)}" ${paint}/>`;

const number = (value: number): string => String(Number(value.toFixed(2)));
