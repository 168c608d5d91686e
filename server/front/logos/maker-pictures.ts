import { readFile } from 'node:fs/promises';
import { drawWithMaker } from './drawings.ts';
import { parseMakerLogo } from './maker-logo.ts';
import { encodePng } from './png.ts';
import { LOGOS } from './sizes.ts';

/**
 * The widget's logos that show the maker's too, as PNGs by their path in the archive.
 * @param path of the maker's logo, a PNG
 */
export async function drawMakerPictures(
  path: string,
): Promise<{ readonly pictures: ReadonlyMap<string, Uint8Array> } | { readonly problem: string }> {
  const read = parseMakerLogo(await readFile(path).catch(() => Buffer.alloc(0)));
  if ('problem' in read) return { problem: `WIDGET_LOGO ${read.problem}: ${path}` };
  const drawn = LOGOS.filter(({ hasMaker }) => hasMaker).map(
    ({ path: place, width, height }) => [place, encodePng(drawWithMaker(width, height, read.logo))] as const,
  );
  return { pictures: new Map(drawn) };
}
