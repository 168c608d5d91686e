import type { Page } from 'playwright-core';

/** A pixel differs when one of its colours differs by more than this, of 255. */
const NOTICEABLE = 48;

/** The share of differing pixels in two PNGs, 0 to 1; 1 when their sizes differ. Compared in the browser. */
export function differenceOf(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async ([first, second, noticeable]) => {
      const pixelsOf = async (base64: string): Promise<ImageData> => {
        const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
        const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        if (!context) throw new Error('This browser has no canvas');
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, picture.width, picture.height);
      };
      const [left, right] = [await pixelsOf(first), await pixelsOf(second)];
      if (left.width !== right.width || left.height !== right.height) return 1;
      const others = new Set<number>();
      left.data.forEach((value, index) => {
        if (Math.abs(value - (right.data[index] ?? 0)) > noticeable) others.add(index >> 2);
      });
      return others.size / (left.width * left.height);
    },
    [one.toString('base64'), other.toString('base64'), NOTICEABLE] as const,
  );
}
