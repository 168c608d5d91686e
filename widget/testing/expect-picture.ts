import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { differenceOf } from './same-picture.ts';

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url));
/** Fonts are drawn slightly differently by different versions of Chromium. */
const TOLERANCE = 0.02;

export interface Look {
  readonly theme: string;
  /** of the card's column, px */
  readonly width: number;
}

/** Both themes at both ends of the panel's width. */
export const looks: readonly Look[] = ['light', 'dark'].flatMap((theme) =>
  [220, 320].map((width) => ({ theme, width })),
);

/** Gives the open card this look, as Kommo does, without a page load. */
export async function takeOn(page: Page, look: Look): Promise<void> {
  await page.evaluate(({ theme, width }) => {
    window.sandbox.setTheme(theme);
    window.sandbox.setPanelWidth(width);
  }, look);
}

/**
 * Fails unless this part of the page looks as in `widget/screenshots/`; with UPDATE_SCREENSHOTS the picture is saved
 * there.
 */
export async function expectPicture(page: Page, part: Locator, file: string): Promise<void> {
  const taken = await part.screenshot();
  if (process.env.UPDATE_SCREENSHOTS) await writeFile(FOLDER + file, taken);
  const kept = await readFile(FOLDER + file);
  // Mostly they are the same byte for byte, and decoding both costs more than taking one.
  const difference = taken.equals(kept) ? 0 : await differenceOf(page, taken, kept);
  if (difference > TOLERANCE) await writeFile(FOLDER + file.replace('.png', '.actual.png'), taken);
  expect(difference, `${file}: the part of its pixels that differ`).toBeLessThanOrEqual(TOLERANCE);
}
