import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The archive's files by their path in it, e.g. `i18n/en.json`. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The card's script and style, then those loaded on demand: the settings page, the card's forms and the window of the
 * list of leads.
 */
export const SCRIPTS = ['script.js', 'settings.js', 'payment-link.js', 'find-customer.js', 'lead-list.js'];
export const STYLES = ['style.css', 'settings.css', 'forms.css'];

/** The files of a folder, sorted by path. */
export async function readPackage(folder: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(paths.map(async (path) => [inArchive(folder, path), await readFile(path)] as const));
  return new Map(files);
}

const inArchive = (folder: string, path: string): string => relative(folder, path).split(sep).join('/');

/** A file's text; throws at bytes that are not UTF-8. A byte order mark stays in it. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
