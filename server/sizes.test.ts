import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

const longestFile = 250;
const longestFunction = 59;

const files = ['server', 'widget', 'scripts', 'testing'].flatMap(sourceFiles);
const isShipped = (file: string): boolean => !/^testing\/|\/testing\/|\.(test|long)\.tsx?$/.test(file);

test('no file is longer than 250 lines', () => {
  const long = files.filter((file) => linesIn(textOf(file)) > longestFile);
  expect(long).toEqual([]);
});

test('no function of the product has 60 lines or more', () => {
  const long = files
    .filter(isShipped)
    .flatMap((file) => namesOfLong(file, textOf(file)).map((name) => `${file}: ${name}`));
  expect(long).toEqual([]);
});

test('the functions of a file are seen, whatever their form', () => {
  const body = `{\n${'\n'.repeat(longestFunction)}}`;
  const text = `function one() ${body}\nconst two = () => ${body};\nconst three = { four() ${body} };\n() => {\n};\n`;
  expect(namesOfLong('sample.ts', text)).toEqual(['one', 'two', 'four']);
});

function namesOfLong(file: string, text: string): readonly string[] {
  if (linesIn(text) <= longestFunction) return [];
  const long: string[] = [];
  const look = ({ start, end }: { start: number; end: number }): void => {
    if (linesIn(text.slice(start, end)) + 1 > longestFunction) long.push(nameAt(text, start));
  };
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  new Visitor({ FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look }).visit(program);
  return long;
}

/** The last name on the line before the function's parameters. */
function nameAt(text: string, start: number): string {
  const declared = /^(?:async )?function\*? (\w+)/.exec(text.slice(start))?.[1];
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return declared ?? before.match(/\w+(?=\W*$)/)?.[0] ?? 'unnamed';
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Prisma's generated client is not ours to shorten. */
function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)generated\//.test(name))
    .map((name) => join(folder, name));
}
