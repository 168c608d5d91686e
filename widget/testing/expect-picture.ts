import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { differenceOf } from './same-picture.ts';

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url));
/** Fonts are drawn a little differently from one Chromium to the next. */
const TOLERANCE = 0.02;

/** Fails unless this part of the page looks as in `widget/screenshots/`; with UPDATE_SCREENSHOTS it is kept there. */
export async function expectPicture(page: Page, part: Locator, file: string): Promise<void> {
  const taken = await part.screenshot();
  if (process.env.UPDATE_SCREENSHOTS) await writeFile(FOLDER + file, taken);
  const difference = await differenceOf(page, taken, await readFile(FOLDER + file));
  if (difference > TOLERANCE) await writeFile(FOLDER + file.replace('.png', '.actual.png'), taken);
  expect(difference, `${file}: the part of its pixels that differ`).toBeLessThanOrEqual(TOLERANCE);
}
