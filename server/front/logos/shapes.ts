import type { Picture } from './png.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far a point is from the shape's edge, in pixels; negative inside. */
export type Shape = (point: Point) => number;

/** Red, green, blue; 0 to 255. */
export type Colour = readonly [number, number, number];

/** In pixels, with round corners. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

export function roundedBox(box: Box): Shape {
  const halfWidth = box.width / 2;
  const halfHeight = box.height / 2;
  return ({ x, y }) => {
    const outsideX = Math.abs(x - box.x - halfWidth) - halfWidth + box.radius;
    const outsideY = Math.abs(y - box.y - halfHeight) - halfHeight + box.radius;
    const corner = Math.hypot(Math.max(outsideX, 0), Math.max(outsideY, 0));
    return corner + Math.min(Math.max(outsideX, outsideY), 0) - box.radius;
  };
}

/** Only the edge of a shape, `width` thick, inwards. */
export const outline =
  (shape: Shape, width: number): Shape =>
  (point) =>
    Math.abs(shape(point) + width / 2) - width / 2;

/** A line through the points with round ends. */
export function stroke(points: readonly Point[], width: number): Shape {
  const pairs = points.slice(1).map((end, index) => [points[index] ?? end, end] as const);
  return (point) => Math.min(...pairs.map(([start, end]) => distanceToSegment(point, start, end))) - width / 2;
}

function distanceToSegment(point: Point, start: Point, end: Point): number {
  const along = { x: end.x - start.x, y: end.y - start.y };
  const length = along.x ** 2 + along.y ** 2;
  const place = length === 0 ? 0 : ((point.x - start.x) * along.x + (point.y - start.y) * along.y) / length;
  const nearest = Math.min(1, Math.max(0, place));
  return Math.hypot(point.x - start.x - nearest * along.x, point.y - start.y - nearest * along.y);
}

/** Paints the shapes over each other on a transparent background, with smooth edges. */
export function paint(
  width: number,
  height: number,
  layers: readonly { readonly shape: Shape; readonly colour: Colour }[],
): Picture {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set(colourAt({ x: x + 0.5, y: y + 0.5 }, layers), (y * width + x) * 4);
    }
  }
  return { width, height, pixels };
}

function colourAt(point: Point, layers: readonly { readonly shape: Shape; readonly colour: Colour }[]): number[] {
  let colour: readonly number[] = [0, 0, 0];
  let alpha = 0;
  for (const layer of layers) {
    const cover = Math.min(1, Math.max(0, 0.5 - layer.shape(point)));
    if (cover === 0) continue;
    const total = cover + alpha * (1 - cover);
    colour = layer.colour.map((value, index) => (value * cover + (colour[index] ?? 0) * alpha * (1 - cover)) / total);
    alpha = total;
  }
  return [...colour.map(Math.round), Math.round(alpha * 255)];
}
