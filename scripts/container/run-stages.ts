import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Instruction, Stage } from './dockerfile.ts';

/** A stage carried out in a folder that stands for `/`. */
export interface BuiltStage {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The place of an image's path in the folder that stands for `/`. */
export const placeIn = (root: string, path: string): string => join(root, path.startsWith('/') ? path : `/app/${path}`);

/**
 * Carries out the stages without a container engine: what RUN calls is this machine's, and Node the running one. Users,
 * owners and the base image's own files are left out.
 * @param context the folder that the build would be sent
 */
export async function runStages(stages: readonly Stage[], context: string, folder: string): Promise<BuiltStage> {
  const built = new Map<string, BuiltStage>();
  let last: BuiltStage | undefined;
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, `${index}-${stage.name ?? 'final'}`);
    await mkdir(join(root, 'app'), { recursive: true });
    const base = built.get(stage.from);
    if (base !== undefined) await cp(base.root, root, { recursive: true });
    const environment: Record<string, string> = { ...base?.environment };
    for (const instruction of stage.instructions) await carryOut(instruction, { root, environment, context, built });
    last = { root, environment };
    if (stage.name !== null) built.set(stage.name, last);
  }
  if (last === undefined) throw new Error('The Dockerfile has no stage');
  return last;
}

interface Scene {
  readonly root: string;
  readonly environment: Record<string, string>;
  readonly context: string;
  readonly built: ReadonlyMap<string, BuiltStage>;
}

async function carryOut({ name, rest }: Instruction, scene: Scene): Promise<void> {
  if (name === 'ENV') {
    for (const [, key = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) scene.environment[key] = value;
  }
  if (name === 'COPY') await copy(rest, scene);
  if (name === 'RUN') await run(rest, scene);
}

async function copy(rest: string, { root, context, built }: Scene): Promise<void> {
  const words = rest.split(' ');
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const stage = from === undefined ? undefined : built.get(from);
  if (from !== undefined && stage === undefined) throw new Error(`COPY from an unknown stage: ${rest}`);
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = paths.pop() ?? '.';
  for (const path of paths) {
    const source = stage === undefined ? join(context, path) : placeIn(stage.root, path);
    const into = target.endsWith('/') && path !== '.' ? `${target}${basename(path)}` : target;
    await cp(source, placeIn(root, into), { recursive: true, verbatimSymlinks: true });
  }
}

/** The commands' absolute paths lie in the stage's folder; `chown` does nothing, because the image's user is not here. */
async function run(command: string, { root, environment }: Scene): Promise<void> {
  const tools = join(root, 'tools');
  await mkdir(tools, { recursive: true });
  await writeFile(join(tools, 'chown'), '#!/bin/sh\n', { mode: 0o755 });
  const child = spawn('sh', ['-c', command.replaceAll(/(?<=\s)\/(?=\w)/g, `${root}/`)], {
    cwd: join(root, 'app'),
    // npm keeps this machine's own configuration and cache.
    env: { ...process.env, ...environment, PATH: [tools, dirname(process.execPath), process.env.PATH].join(':') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}`);
}

/** The paths of all files below a folder. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
