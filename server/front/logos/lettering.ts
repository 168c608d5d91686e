import { type Point, type Shape, stroke } from './shapes.ts';

/** A letter as lines, in units: the baseline is 0, up is positive, a small letter is 9.5 high. */
interface Letter {
  readonly width: number;
  readonly lines: readonly (readonly Point[])[];
}

const STROKE = 1.9;
const GAP = 3.6;

const line = (...numbers: readonly (readonly [number, number])[]): Point[] => numbers.map(([x, y]) => ({ x, y }));

/** Degrees, 0 to the right and counter-clockwise. */
function arc(x: number, y: number, radius: number, from: number, to: number): Point[] {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

const LETTERS: Readonly<Record<string, Letter>> = {
  P: {
    width: 8,
    lines: [line([0, 0], [0, 13.5]), [...line([0, 13.5]), ...arc(4.3, 9.9, 3.6, 90, -90), ...line([0, 6.3])]],
  },
  a: { width: 9, lines: [arc(4.5, 4.75, 4.5, 0, 360), line([9, 0], [9, 9.5])] },
  y: { width: 8.6, lines: [line([0, 9.5], [4.3, 0.4]), line([8.6, 9.5], [2.9, -3.4], [0.7, -3.9])] },
  m: {
    width: 12.8,
    lines: [
      line([0, 0], [0, 9.5]),
      [...arc(3.2, 6.3, 3.2, 180, 0), ...line([6.4, 0])],
      [...arc(9.6, 6.3, 3.2, 180, 0), ...line([12.8, 0])],
    ],
  },
  e: { width: 9, lines: [[...line([0, 4.9], [9, 4.9]), ...arc(4.5, 4.75, 4.5, 2, 312)]] },
  n: { width: 7.6, lines: [line([0, 0], [0, 9.5]), [...arc(3.8, 5.7, 3.8, 180, 0), ...line([7.6, 0])]] },
  t: { width: 5.6, lines: [[...line([2, 13]), ...arc(4.8, 2.8, 2.8, 180, 285)], line([-0.6, 9.5], [5.4, 9.5])] },
  s: { width: 6.4, lines: [[...arc(3.2, 7.1, 2.4, 25, 270), ...arc(3.2, 2.35, 2.35, 90, -155)]] },
};

/** The word's width when a small letter is `size` pixels high. */
export function wordWidth(word: string, size: number): number {
  const widths = lettersOf(word).map((letter) => letter.width + GAP);
  return (widths.reduce((total, width) => total + width, -GAP) * size) / 9.5;
}

/** A word from (x, baseline) on; a small letter is `size` pixels high. */
export function lettering(word: string, x: number, baseline: number, size: number): Shape[] {
  const scale = size / 9.5;
  let left = x;
  return lettersOf(word).flatMap((letter) => {
    const start = left;
    left += (letter.width + GAP) * scale;
    return letter.lines.map((points) =>
      stroke(
        points.map((point) => ({ x: start + point.x * scale, y: baseline - point.y * scale })),
        STROKE * scale,
      ),
    );
  });
}

function lettersOf(word: string): Letter[] {
  return [...word].map((character) => {
    const letter = LETTERS[character];
    if (!letter) throw new Error(`There is no drawing of the letter "${character}"`);
    return letter;
  });
}
