import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');

test('the image has every command that operators run on their database', () => {
  const commands = readdirSync(import.meta.dirname).filter(
    (name) => /^[\w-]+\.ts$/.test(name) && read(name).includes("from './commands/run-command.ts'"),
  );
  expect(commands).toContain('erase.ts');
  const copied = new Set([...read('../Dockerfile').matchAll(/scripts\/[\w-]+\.ts/g)].map(([path]) => path));
  expect([...copied].sort()).toEqual(commands.map((name) => `scripts/${name}`).sort());
});

test('the image starts the service as npm start does', () => {
  const command = /^CMD (\[.*\])$/m.exec(read('../Dockerfile'))?.[1];
  expect(JSON.parse(command ?? 'null')).toEqual(packageFile.scripts.start.split(' '));
});
