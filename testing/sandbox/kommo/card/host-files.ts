import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const modules = join(import.meta.dirname, 'browser');
const start = 'main.js';
const styles = ['palette.css', 'page.css', 'lead.css', 'widgets.css'];

/** The versions of jQuery seen on Kommo's pages. */
const jQueries = { '2': 'jquery', '3': 'jquery-3' } as const;
export const jQueryVersion = z.enum(['2', '3']).default('2');

/** Kommo's page in one script: RequireJS, jQuery and every module of `browser/` under its file's name. */
export async function hostScript(version: z.infer<typeof jQueryVersion>): Promise<string> {
  const files = (await readdir(modules)).filter((file) => file !== start);
  const parts = await Promise.all([
    readFile(require.resolve('requirejs/require.js'), 'utf8'),
    readFile(require.resolve(jQueries[version]), 'utf8'),
    ...files.map((file) => namedModule(file)),
    readFile(join(modules, start), 'utf8'),
  ]);
  return parts.join('\n');
}

export async function hostStyles(): Promise<string> {
  const parts = await Promise.all(styles.map((file) => readFile(join(import.meta.dirname, 'styles', file), 'utf8')));
  return parts.join('\n');
}

/** RequireJS finds a module by its name when it has no file of its own. */
async function namedModule(file: string): Promise<string> {
  const text = await readFile(join(modules, file), 'utf8');
  const named = text.replace(/^define\(/m, `define('${basename(file, '.js')}', `);
  if (named === text) throw new Error(`${file} defines no module`);
  return named;
}
