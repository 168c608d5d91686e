import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readPackage, STYLES } from './package-files.ts';

/** Puts beside the built scripts what Kommo reads as it is, and the version into the manifest. */
export async function copySources(options: { from: string; to: string; version: string }): Promise<void> {
  const { from, to, version } = options;
  for (const style of STYLES) await cp(join(from, 'widget', style), join(to, style));
  await cp(join(from, 'widget/i18n'), join(to, 'i18n'), { recursive: true });
  await cp(join(from, 'widget/images'), join(to, 'images'), { recursive: true });

  const source = JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8'));
  const manifest = z.looseObject({ widget: z.looseObject({}) }).parse(source);
  manifest.widget.version = await contentVersion(to, JSON.stringify(manifest), version);
  await writeFile(join(to, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
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
