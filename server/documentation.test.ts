import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What the archive or the tests take as files; no code of their own. */
const withoutCode = ['widget/images', 'widget/i18n', 'widget/screenshots'];
const rooms = [
  ...foldersIn('server'),
  ...foldersIn('widget').filter((folder) => !withoutCode.includes(folder)),
  'testing',
];

describe.each(rooms)('the README of %s', (folder) => {
  const path = `${folder}/README.md`;

  test('is there, in ten lines at most', () => {
    expect(textOf(path).trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });

  test('names files that exist', () => {
    expect(missingFiles(path, [folder, dirname(folder), '.'])).toEqual([]);
  });
});

test('docs/architecture.md names files that exist', () => {
  const path = 'docs/architecture.md';
  const folders = new Set(
    [...textOf(path).matchAll(/`((?:server|widget)\/[\w./-]+\/)[\w.-]+`/g)].map(([, folder = '']) => folder),
  );
  expect(missingFiles(path, ['.', 'server', 'docs', ...folders])).toEqual([]);
});

test.each(withoutCode)('%s has none', (folder) => {
  expect(existsSync(join(root, folder, 'README.md'))).toBe(false);
});

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Of the files that a text names between backticks; a name counts from each of these folders. */
function missingFiles(path: string, from: readonly string[]): string[] {
  const named = [...textOf(path).matchAll(/`([\w./-]+\.(?:tsx?|md|json))`/g)].map(([, name = '']) => name);
  return named.filter((name) => !from.some((folder) => existsSync(join(root, folder, name))));
}
