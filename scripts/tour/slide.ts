import type { Browser } from 'playwright-core';
import { escapeHtml } from '../../testing/sandbox/http/escape-html.ts';
import { SLIDE } from '../widget-package/slides.ts';
import type { Language, Slide } from './words.ts';

/** A slide as a PNG: the words on the left, and the pictures beside each other, cut off at the edge of the slide. */
export async function drawSlide(
  browser: Browser,
  language: Language,
  { title, text }: Slide,
  pictures: readonly Buffer[],
): Promise<Buffer> {
  const page = await browser.newPage({ viewport: SLIDE, locale: language });
  const images = pictures.map((picture) => `<img alt="" src="data:image/png;base64,${picture.toString('base64')}">`);
  await page.setContent(
    `<!doctype html><html lang="${language}"><style>${STYLE}</style>
    <main><header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></header>
    <div>${images.join('')}</div></main></html>`,
  );
  const drawn = await page.screenshot();
  await page.close();
  return drawn;
}

const STYLE = `
  body { margin: 0; }
  main { display: flex; gap: 40px; box-sizing: border-box; width: ${SLIDE.width}px; height: ${SLIDE.height}px; padding: 44px 44px 0;
    overflow: hidden; background: #0e7460; color: #ffffff; font: 19px/1.5 "Open Sans", Arial, sans-serif; }
  header { flex: 1; padding-top: 110px; }
  h1 { margin: 0 0 20px; font-size: 36px; line-height: 1.2; text-wrap: balance; }
  p { margin: 0; text-wrap: pretty; }
  div { display: flex; align-items: flex-start; gap: 16px; }
  img { border-radius: 8px; box-shadow: 0 6px 24px rgb(0 0 0 / 30%); }
`;
