import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawIcon, drawLogo } from '../../server/front/logos/drawings.ts';
import { encodePng } from '../../server/front/logos/png.ts';
import { LOGOS } from '../../server/front/logos/sizes.ts';
import { ICON } from './check-icon.ts';

const placeOf = (path: string): string => fileURLToPath(new URL(`../../widget/${path}`, import.meta.url));

for (const { path, width, height } of LOGOS) {
  await writeFile(placeOf(path), encodePng(drawLogo(path, width, height)));
}
await writeFile(placeOf(ICON), drawIcon());
