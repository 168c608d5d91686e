import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What the parts are built of, beside `widget`. */
const buildFiles = ['manifest.json', 'vite.config.ts'];
/** Folders of `widget` that no part is made of. */
const aside = /^(testing|screenshots)\//;

/** A hash of everything that the parts are built of; null in an image, which has only the parts. */
export async function hashSources(project: string): Promise<string | null> {
  const widget = join(project, 'widget');
  if (!existsSync(widget)) return null;
  const entries = await readdir(widget, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(widget, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !aside.test(path) && !/\.(test|long)\.tsx?$|\.md$/.test(path))
    .map((path) => `widget/${path}`);
  const hash = createHash('sha256');
  for (const path of [...buildFiles, ...paths.sort()]) {
    const bytes = await readFile(join(project, path));
    hash.update(`${path} ${bytes.length} `).update(bytes);
  }
  return hash.digest('hex');
}
