import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { slidePath } from '../../server/front/archive/tour-images.ts';
import { buildForTests, copyWidget } from '../../testing/browser/built-widget.ts';
import { launchBrowser } from '../../testing/sandbox/browser.ts';
import { realParts, setStage } from '../demo/stage.ts';
import { beginAt } from './moved-clock.ts';
import { takePhotographs } from './photographs.ts';
import { sceneIn } from './scene.ts';
import { drawSlide } from './slide.ts';
import { type Language, languages, readWords } from './words.ts';

const NOW = new Date('2026-11-20T09:00:00.000Z');

const widget = join(import.meta.dirname, '../../widget');

/** Draws the marketplace's slides: the words of each language beside pictures of the product in that language. */
async function drawTour(browser: Browser, built: string, language: Language): Promise<void> {
  const clock = beginAt(NOW);
  const words = await readWords(language);
  const stage = await setStage(
    {
      makeWidget: (folder, address) => copyWidget(built, folder, address),
      startBackend: (port, environment) => realParts.startBackend(port, { ...environment, ...clock }),
    },
    sceneIn(language, words),
  );
  try {
    const { panel, rules, deal } = await takePhotographs({ browser, stage, now: NOW }, language, words);
    const slides = [
      await drawSlide(browser, language, words.slides.card, panel),
      await drawSlide(browser, language, words.slides.rules, [rules]),
      await drawSlide(browser, language, words.slides.deal, [deal]),
    ];
    for (const [index, slide] of slides.entries()) await writeFile(join(widget, slidePath(language, index + 1)), slide);
  } finally {
    await stage.close();
  }
}

const [browser, built] = await Promise.all([launchBrowser(), buildForTests()]);
try {
  for (const language of languages) await drawTour(browser, built.folder, language);
} finally {
  await browser.close();
  await built.remove();
}
