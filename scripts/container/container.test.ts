import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../../package.json' with { type: 'json' };
import { isIgnored, readPatterns } from './build-context.ts';
import { composeSchema } from './compose-schema.ts';
import { lastOf, readStages } from './dockerfile.ts';

const project = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');
const stages = readStages(read('Dockerfile'));

describe('the image', () => {
  test('has every command that operators run on their database', () => {
    const commands = readdirSync(join(project, 'scripts')).filter(
      (name) => /^[\w-]+\.ts$/.test(name) && read(`scripts/${name}`).includes("from './commands/run-command.ts'"),
    );
    expect(commands).toContain('erase.ts');
    const copied = new Set([...read('Dockerfile').matchAll(/scripts\/[\w-]+\.ts/g)].map(([path]) => path));
    expect([...copied].sort()).toEqual(commands.map((name) => `scripts/${name}`).sort());
  });

  test('starts the service as npm start does', () => {
    expect(JSON.parse(lastOf(stages, 'CMD') ?? 'null')).toEqual(packageFile.scripts.start.split(' '));
  });

  test('is built from the pinned Node, by its digest', () => {
    const names = stages.map(({ name }) => name);
    const images = stages.map(({ from }) => from).filter((from) => !names.includes(from));
    const version = read('.nvmrc').trim();
    expect(images).toEqual([expect.stringMatching(new RegExp(`^node:${version}-slim@sha256:[0-9a-f]{64}$`))]);
  });

  test('runs as a user of its own, and says whether it is well', () => {
    expect(lastOf(stages, 'USER')).toBe('node');
    expect(lastOf(stages, 'HEALTHCHECK')).toContain('/healthz');
  });
});

test.each([
  ['server/platform/database/generated/client.ts', true],
  ['server/ledger/money.test.ts', true],
  ['server/service.long.ts', true],
  ['node_modules/zod/index.js', true],
  ['testing/README.md', true],
  ['.env', true],
  ['.git/config', true],
  ['server/main.ts', false],
  ['widget/script.ts', false],
  ['prisma/schema.prisma', false],
  ['.env.example', false],
])('what the build is sent leaves out %s: %s', (path, isLeftOut) => {
  expect(isIgnored(path, readPatterns(read('.dockerignore')))).toBe(isLeftOut);
});

test('compose.yaml listens where the container is reached, whatever .env says', () => {
  expect(composeSchema.safeParse(parse(read('compose.yaml'))).error?.issues).toBeUndefined();
});

test('.env.example, copied as it is, sets nothing that a container must have otherwise', () => {
  const set = [...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  expect(set.filter((name) => ['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL'].includes(name ?? ''))).toEqual([]);
});
