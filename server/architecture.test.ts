import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which folders and packages a folder must not import, and why the house would fall without the rule. */
const rules: readonly { folder: string; except?: RegExp; mustNotImport: RegExp; because: string }[] = [
  {
    folder: 'server/ledger',
    except: /(record|rebuild)[\w-]*\.ts$/,
    mustNotImport: /^(fastify|ky|pg|pg-boss|server\/(database|http|kommo|delivery|api|jobs)\/)/,
    because: 'the ledger is a pure function of the events',
  },
  {
    folder: 'server/matching',
    mustNotImport: /^(fastify|ky|pg|pg-boss|server\/(database|http|delivery|api|jobs)\/)/,
    because: 'ranking is a pure function of candidates',
  },
  {
    folder: 'server/rules',
    mustNotImport: /^(fastify|ky|pg|pg-boss|server\/(database|http|delivery|api|jobs)\/)/,
    because: 'rules are a pure function of fact, settings and lead',
  },
  {
    folder: 'server/fastspring',
    mustNotImport: /^server\/kommo\//,
    because: 'FastSpring and Kommo know nothing of each other',
  },
  {
    folder: 'server/kommo',
    mustNotImport: /^server\/fastspring\//,
    because: 'FastSpring and Kommo know nothing of each other',
  },
  { folder: 'server', mustNotImport: /^(scripts|widget)\//, because: 'the service stands alone' },
];

describe.each(rules)('$folder: $because', ({ folder, except, mustNotImport }) => {
  const files = sourceFiles(folder).filter((file) => except === undefined || !except.test(file));

  test.each(files)('%s', (file) => {
    expect(importsOf(file).filter((path) => mustNotImport.test(path))).toEqual([]);
  });
});

test.each(sourceFiles('widget'))('%s imports nothing from the server but types', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const fromServer = [...text.matchAll(/^(import|export) (?<clause>[^;]*?) from '[^']*\/server\/[^']*'/gms)];
  expect(fromServer.map((found) => found.groups?.clause).filter((clause) => !clause?.startsWith('type '))).toEqual([]);
});

test('the clock is an argument in ledger, matching and rules', () => {
  const files = ['server/ledger', 'server/matching', 'server/rules'].flatMap(sourceFiles);
  const readers = files
    .filter((file) => !/(record|rebuild)[\w-]*\.ts$/.test(file))
    .filter((file) => /Date\.now\(\)|new Date\(\)|performance\.now/.test(readFileSync(join(root, file), 'utf8')));
  expect(readers).toEqual([]);
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|long)\.tsx?$/.test(name))
    .filter((name) => !/(^|\/)(testing|generated)\//.test(name))
    .map((name) => join(folder, name));
}

/** Packages by name, own files by their path from the project's root; imports of types alone are no dependency. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gms)].map(([, path = '']) =>
    path.startsWith('.') ? relative(root, join(root, file, '..', path)) : path,
  );
}
