import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

interface Pages {
  readonly card: Page;
  readonly settings: Page;
}

const docs = join(import.meta.dirname, '../../../docs');
const names = { board: 'board.png', card: 'lead-card.png', settings: 'settings.png' };

/** The board as a visitor finds it, with a lead in nearly every stage. */
export async function takeBoardsPicture(folder: string, board: Page): Promise<void> {
  await mkdir(folder, { recursive: true });
  await board.screenshot({ path: join(folder, names.board), clip: { x: 0, y: 0, width: 1280, height: 660 } });
}

/** The card and the settings after everything; with `UPDATE_SCREENSHOTS=1` all three also become the README's. */
export async function takePictures(folder: string, { card, settings }: Pages): Promise<void> {
  // The bar stays in sight while one scrolls: it would cover a part of the card.
  const style = '#demo_bar { display: none }';
  await card.locator('#page_holder').screenshot({ path: join(folder, names.card), style });
  await settings.setViewportSize({ width: 1000, height: 1100 });
  await settings.mouse.wheel(0, -100_000);
  await settings.screenshot({ path: join(folder, names.settings), clip: await belowBars(settings) });
  if (process.env.UPDATE_SCREENSHOTS !== '1') return;
  for (const name of Object.values(names)) await copyFile(join(folder, name), join(docs, name));
}

/** The part of the window with the page itself. */
async function belowBars(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const { y } = (await page.locator('#page_holder').boundingBox()) ?? { y: 0 };
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  return { x: 0, y, width, height: height - y };
}
