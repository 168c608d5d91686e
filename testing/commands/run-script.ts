import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledModules } from '../service/cache.ts';

/** The database of a command, as in the operator's environment. */
export type CommandEnvironment = Readonly<Record<string, string | undefined>>;

/** Runs an operator's command as npm does, in a folder without an `.env`. For tests. */
export async function runScript(
  name: string,
  environment: CommandEnvironment,
  options: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<{ readonly code: number; readonly text: string }> {
  const script = join(import.meta.dirname, '../../scripts', `${name}.ts`);
  const env = { ...compiledModules, PATH: process.env.PATH, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [...nodeOptions, script, ...options], { env, cwd: tmpdir() }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });
}
