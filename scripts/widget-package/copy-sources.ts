import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { LOGOS } from './check-pictures.ts';
import { drawWithMaker } from './logos/drawings.ts';
import { encodePng, type Picture } from './logos/png.ts';
import { type Maker, nameOf } from './maker.ts';
import { readPackage, STYLES } from './package-files.ts';
import { tourImages } from './slides.ts';
import { scopeStyle } from './style-scope.ts';

/** The unbundled styles, in the order of STYLES. */
export function readStyles(from: string): Promise<string[]> {
  return Promise.all(STYLES.map((style) => readFile(join(from, 'widget', style), 'utf8')));
}

/** Copies the files that Kommo reads unchanged beside the built scripts, and writes the version into the manifest. */
export async function copySources(options: {
  from: string;
  to: string;
  version: string;
  styleName: string;
  maker: Maker;
  logo: Picture | null;
}): Promise<void> {
  const { from, to, version, styleName, maker, logo } = options;
  for (const [index, style] of (await readStyles(from)).entries()) {
    await writeFile(join(to, STYLES[index] ?? ''), scopeStyle(style, styleName));
  }
  await copyTexts(join(from, 'widget/i18n'), join(to, 'i18n'), maker);
  await cp(join(from, 'widget/images'), join(to, 'images'), { recursive: true });
  if (logo) await drawLogos(to, logo);

  const source = JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8'));
  const manifest = z.looseObject({ widget: z.looseObject({}) }).parse(source);
  const { url, email } = maker;
  if (url ?? email) manifest.widget.support = { ...(url && { link: url }), ...(email && { email }) };
  const images = tourImages((await readPackage(to)).keys());
  if (Object.keys(images).length > 0) {
    manifest.tour = { is_tour: true, tour_images: images, tour_description: 'widget.tour_description' };
  }
  manifest.widget.version = await contentVersion(to, JSON.stringify(manifest), version);
  await writeFile(join(to, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The logos on which Kommo wants the maker's logo too. */
async function drawLogos(to: string, logo: Picture): Promise<void> {
  for (const { path, width, height } of LOGOS.filter(({ hasMaker }) => hasMaker)) {
    await writeFile(join(to, path), encodePng(drawWithMaker(width, height, logo)));
  }
}

const textsSchema = z.looseObject({ widget: z.looseObject({ name: z.string() }) });

async function copyTexts(from: string, to: string, maker: Maker): Promise<void> {
  await mkdir(to);
  for (const file of await readdir(from)) {
    const texts = textsSchema.parse(JSON.parse(await readFile(join(from, file), 'utf8')));
    texts.widget.name = nameOf(texts.widget.name, basename(file, '.json'), maker);
    await writeFile(join(to, file), `${JSON.stringify(texts, null, 2)}\n`);
  }
}

/**
 * The project's version with the content's hash for its last number, e.g. `0.1.3735928559`: Kommo takes numbers only, and
 * browsers ask for the files under their version, so any change of a file has to change it.
 */
async function contentVersion(folder: string, manifest: string, projectVersion: string): Promise<string> {
  const hash = createHash('sha256').update(manifest);
  for (const [path, bytes] of await readPackage(folder)) hash.update(`${path} ${bytes.length} `).update(bytes);
  return projectVersion.replace(/\d+$/, String(hash.digest().readUInt32BE()));
}
