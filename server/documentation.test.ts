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

const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-[\w-]+\.md$/.test(name));

test('docs/decisions/README.md lists every decision, in its order', () => {
  const listed = [...textOf('docs/decisions/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
  expect(listed).toEqual(decisions.toSorted());
});

test.each(decisions)('docs/decisions/%s has 25 lines at most', (name) => {
  expect(textOf(`docs/decisions/${name}`).trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});

test.each(['architecture.md', 'glossary.md', ...decisions.map((name) => `decisions/${name}`)])(
  'docs/%s names files that exist',
  (name) => {
    const path = `docs/${name}`;
    const folders = [...textOf(path).matchAll(/`((?:server|widget|testing|prisma)\/[\w./-]+\/)[\w.-]+`/g)];
    expect(missingFiles(path, ['.', 'docs', ...folders.map(([, folder = '']) => folder)])).toEqual([]);
  },
);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
];

test.each(pages)('every link of %s leads somewhere', (path) => {
  const links = [...textOf(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const broken = links.filter(([, file = '', heading]) => {
    const target = file === '' ? path : join(dirname(path), file);
    return !existsSync(join(root, target)) || (heading !== undefined && !headingsOf(target).includes(heading));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(withoutCode)('%s has none', (folder) => {
  expect(existsSync(join(root, folder, 'README.md'))).toBe(false);
});

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** As GitHub names them in an address. */
function headingsOf(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Of the files that a text names between backticks; a name counts from each of these folders. */
function missingFiles(path: string, from: readonly string[]): string[] {
  const named = [...textOf(path).matchAll(/`([\w./-]+\.(?:tsx?|md|json))`/g)].map(([, name = '']) => name);
  return named.filter((name) => !from.some((folder) => existsSync(join(root, folder, name))));
}
