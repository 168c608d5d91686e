import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** From the lowest to the highest. A room imports from itself and from those before it; docs/architecture.md says why. */
const rooms = [
  ...['platform', 'config', 'outward', 'ledger', 'secrets', 'fastspring', 'kommo', 'matching', 'texts', 'rules'],
  ...['recording', 'audit', 'personal-data', 'delivery', 'health', 'alarms', 'sync', 'invoices', 'history'],
  ...['transfer', 'front', 'api'],
];

/** Functions of their arguments: no database, no network, no clock. */
const pureRooms = ['ledger', 'matching', 'texts', 'rules'];
const impure = /^(fastify|ky|pg|pg-boss|node:(fs|http|net)|server\/platform\/(database|http|jobs))/;

const files = sourceFiles('server');

test('every folder of the server is one of the rooms', () => {
  expect(foldersIn('server').toSorted()).toEqual(rooms.map((room) => `server/${room}`).toSorted());
});

test('docs/architecture.md shows the folders as they are, the rooms in their order', () => {
  const shown = foldersShown(textOf('docs/architecture.md'));
  const real = ['server', 'widget', 'testing', 'scripts'].flatMap((top) => [top, ...foldersIn(top)]);
  const inRooms = rooms.flatMap((room) => foldersIn(`server/${room}`));
  expect(shown.toSorted()).toEqual([...real, ...inRooms].toSorted());
  expect(shown.filter((path) => /^server\/[^/]+$/.test(path))).toEqual(rooms.map((room) => `server/${room}`));
});

describe('no import points upwards', () => {
  test.each(files.filter((file) => roomOf(file) !== null))('%s', (file) => {
    const allowed = rooms.slice(0, rooms.indexOf(roomOf(file) ?? '') + 1);
    const own = importsOf(file).filter((path) => /^(server|scripts|testing|widget)\//.test(path));
    expect(own.filter((path) => !allowed.some((room) => path.startsWith(`server/${room}/`)))).toEqual([]);
  });
});

test.each(files.filter((file) => roomOf(file) === null))(
  '%s, above all rooms, imports nothing that is not shipped',
  (file) => {
    expect(importsOf(file).filter((path) => /^(scripts|testing|widget)\//.test(path))).toEqual([]);
  },
);

test('no two folders import each other, however far around', () => {
  const targets = Map.groupBy(files, dirname);
  const edges = new Map([...targets].map(([folder, members]) => [folder, foldersUsedBy(folder, members)]));
  expect([...edges.keys()].filter((folder) => reaches(edges, folder, folder))).toEqual([]);
});

test('FastSpring and Kommo know nothing of each other', () => {
  expect(
    files.filter((file) => roomOf(file) === 'kommo').filter((file) => uses(file, /^server\/fastspring\//)),
  ).toEqual([]);
});

test.each(pureRooms)('%s is pure', (room) => {
  const own = files.filter((file) => roomOf(file) === room);
  expect(own.filter((file) => uses(file, impure))).toEqual([]);
  const readsClock = (file: string) => /Date\.now\(\)|new Date\(\)|performance\.now/.test(textOf(file));
  expect(own.filter(readsClock), 'the clock is an argument').toEqual([]);
});

test('raw reads go through read-rows.ts, where a schema checks each row', () => {
  const unchecked = (file: string) => /\$queryRaw(Unsafe)?[<`(]/.test(textOf(file));
  expect(files.filter(unchecked)).toEqual(['server/platform/database/read-rows.ts']);
});

test.each(sourceFiles('widget'))('%s imports nothing from the server but types', (file) => {
  const fromServer = [...textOf(file).matchAll(/^(import|export) (?<clause>[^;]*?) from '[^']*\/server\/[^']*'/gms)];
  expect(fromServer.map((found) => found.groups?.clause).filter((clause) => !clause?.startsWith('type '))).toEqual([]);
});

/** What Prisma generates is in no commit. */
function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
    .map(({ name }) => `${folder}/${name}`);
}

/** Of a tree in which each level is indented by two spaces: `server/`, `  platform/  what it is`. */
function foldersShown(text: string): string[] {
  const tree = /```\n(server\/.*?)```/s.exec(text)?.[1] ?? '';
  const above: string[] = [];
  return [...tree.matchAll(/^( *)([\w-]+)\/ /gm)].map(([, indent = '', name = '']) => {
    above.splice(indent.length / 2, above.length, name);
    return above.join('/');
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|long)\.tsx?$/.test(name))
    .filter((name) => !/(^|\/)(testing|generated)\//.test(name))
    .map((name) => join(folder, name));
}

function roomOf(file: string): string | null {
  return /^server\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Packages by name, own files by their path from the project's root; imports of types alone are no dependency. */
function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gms)].map(([, path = '']) =>
    path.startsWith('.') ? relative(root, join(root, file, '..', path)) : path,
  );
}

function uses(file: string, forbidden: RegExp): boolean {
  return importsOf(file).some((path) => forbidden.test(path));
}

/** A room's own files may use its folders and be used by them: they hold what the folders share, and put them together. */
function foldersUsedBy(folder: string, members: readonly string[]): ReadonlySet<string> {
  const used = members
    .flatMap(importsOf)
    .filter((path) => path.startsWith('server/'))
    .map(dirname);
  return new Set(
    used.filter((other) => other !== folder && !other.startsWith(`${folder}/`) && !folder.startsWith(`${other}/`)),
  );
}

function reaches(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  from: string,
  to: string,
  seen = new Set<string>(),
): boolean {
  for (const next of edges.get(from) ?? []) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    if (reaches(edges, next, to, seen)) return true;
  }
  return false;
}
