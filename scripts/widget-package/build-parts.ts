import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ADDRESS_PLACEHOLDER } from '../../server/front/archive/make-archive.ts';
import { type PackageFiles, readPackage, SCRIPTS, STYLES } from '../../server/front/archive/package-files.ts';
import { ROOT, scopeStyle, styleName } from './style-scope.ts';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** What each script of the archive is bundled of. */
const ENTRIES: Readonly<Record<string, string>> = {
  'script.js': 'widget/script.ts',
  'settings.js': 'widget/settings/settings-page.tsx',
  'payment-link.js': 'widget/payment-link/payment-link-form.tsx',
  'find-customer.js': 'widget/find-customer/find-customer-form.tsx',
  'lead-list.js': 'widget/lead-list/lead-list.tsx',
};

/**
 * The parts of every archive: what differs from one backend and maker to the next is still a placeholder in them, which
 * `makeArchive` fills in without a bundler.
 */
export async function buildParts(): Promise<PackageFiles> {
  const styles = await Promise.all(STYLES.map((style) => readFile(join(PROJECT, 'widget', style), 'utf8')));
  const scope = styleName(styles);
  const parts = new Map<string, Uint8Array>();
  for (const name of SCRIPTS) parts.set(name, await bundle(join(PROJECT, ENTRIES[name] ?? ''), scope));
  for (const [index, style] of STYLES.entries()) {
    parts.set(style, Buffer.from(scopeStyle(styles[index] ?? '', scope)));
  }
  for (const folder of ['i18n', 'images']) {
    for (const [path, bytes] of await readPackage(join(PROJECT, 'widget', folder))) {
      parts.set(`${folder}/${path}`, bytes);
    }
  }
  return parts.set('manifest.json', await readFile(join(PROJECT, 'manifest.json')));
}

async function bundle(entry: string, scope: string): Promise<Uint8Array> {
  const built = await build({
    root: PROJECT,
    configFile: join(PROJECT, 'vite.config.ts'),
    logLevel: 'warn',
    // SUPPORT_CONTACT and PRIVACY_URL stay names, so that the bundler cannot decide what depends on them.
    define: {
      ROOT_CLASS: JSON.stringify(`${ROOT} ${scope}`),
      BACKEND_URL: JSON.stringify(ADDRESS_PLACEHOLDER),
    },
    build: { write: false, lib: { entry, formats: ['es'] } },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  const [chunk, ...others] = outputs.flatMap(({ output }) => output);
  if (chunk?.type !== 'chunk' || others.length > 0) throw new Error(`${entry} was not bundled into one script`);
  return Buffer.from(chunk.code);
}
