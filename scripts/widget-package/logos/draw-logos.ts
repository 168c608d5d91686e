import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ICON } from '../check-icon.ts';
import { LOGOS } from '../check-pictures.ts';
import { drawIcon, drawLogo } from './drawings.ts';
import { encodePng } from './png.ts';

const placeOf = (path: string): string => fileURLToPath(new URL(`../../../widget/${path}`, import.meta.url));

for (const { path, width, height } of LOGOS) {
  await writeFile(placeOf(path), encodePng(drawLogo(path, width, height)));
}
await writeFile(placeOf(ICON), drawIcon());
