import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Maker, nameOf } from '../../config/maker.ts';
import { type PackageFiles, SCRIPTS, textOf } from './package-files.ts';
import { tourImages } from './tour-images.ts';

/** Stands in the built scripts for the backend's address; a string, so that the bundler joins it with what follows. */
export const ADDRESS_PLACEHOLDER = 'https://backend.invalid';

interface ArchiveValues {
  /** without a slash at the end */
  readonly publicUrl: string;
  readonly maker: Maker;
  /** the logos drawn with the maker's, by their path */
  readonly pictures: PackageFiles;
  readonly projectVersion: string;
}

const textsSchema = z.looseObject({ widget: z.looseObject({ name: z.string() }) });
const manifestSchema = z.looseObject({ widget: z.looseObject({}) });

/**
 * The archive for one backend and maker, of the parts that `npm run build` has made. The same parts and values give the
 * same bytes.
 */
export function makeArchive(parts: PackageFiles, values: ArchiveValues): PackageFiles {
  const files = new Map(
    [...parts].map(([path, bytes]) => [path, values.pictures.get(path) ?? fillIn(path, bytes, values)]),
  );
  const manifest = JSON.stringify(manifestOf(files, values));
  files.delete('manifest.json');
  const version = contentVersion(files, manifest, values.projectVersion);
  const { widget, ...rest } = manifestSchema.parse(JSON.parse(manifest));
  return files.set('manifest.json', bytesOf(asJson({ widget: { ...widget, version }, ...rest })));
}

function fillIn(path: string, bytes: Uint8Array, { publicUrl, maker }: ArchiveValues): Uint8Array {
  if (SCRIPTS.includes(path)) {
    return bytesOf(
      textOf(bytes)
        .replaceAll(ADDRESS_PLACEHOLDER, () => JSON.stringify(publicUrl).slice(1, -1))
        .replaceAll(/\bSUPPORT_CONTACT\b/g, () => JSON.stringify(maker.email ?? maker.url))
        .replaceAll(/\bPRIVACY_URL\b/g, () => JSON.stringify(maker.privacyUrl)),
    );
  }
  const locale = /^i18n\/(\w+)\.json$/.exec(path)?.[1];
  if (locale === undefined) return bytes;
  const texts = textsSchema.parse(JSON.parse(textOf(bytes)));
  texts.widget.name = nameOf(texts.widget.name, locale, maker);
  return bytesOf(asJson(texts));
}

function manifestOf(files: PackageFiles, { maker: { url, email } }: ArchiveValues): z.infer<typeof manifestSchema> {
  const manifest = manifestSchema.parse(JSON.parse(textOf(files.get('manifest.json') ?? new Uint8Array())));
  if (url ?? email) manifest.widget.support = { ...(url && { link: url }), ...(email && { email }) };
  const images = tourImages(files.keys());
  if (Object.keys(images).length > 0) {
    manifest.tour = { is_tour: true, tour_images: images, tour_description: 'widget.tour_description' };
  }
  return manifest;
}

/**
 * The project's version with the content's hash for its last number, e.g. `0.1.3735928559`: Kommo takes numbers only, and
 * browsers ask for the files under their version, so any change of a file has to change it.
 */
function contentVersion(files: PackageFiles, manifest: string, projectVersion: string): string {
  const hash = createHash('sha256').update(manifest);
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array();
    hash.update(`${path} ${bytes.length} `).update(bytes);
  }
  return projectVersion.replace(/\d+$/, String(hash.digest().readUInt32BE()));
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
