import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { STYLES } from './package-files.ts';

/** Puts beside the built script what Kommo reads as it is, and the version into the manifest. */
export async function copySources(options: { from: string; to: string; version: string }): Promise<void> {
  const { from, to, version } = options;
  for (const style of STYLES) await cp(join(from, 'widget', style), join(to, style));
  await cp(join(from, 'widget/i18n'), join(to, 'i18n'), { recursive: true });
  await cp(join(from, 'widget/images'), join(to, 'images'), { recursive: true });

  const source = JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8'));
  const manifest = z.looseObject({ widget: z.looseObject({}) }).parse(source);
  manifest.widget.version = version;
  await writeFile(join(to, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
