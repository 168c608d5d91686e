import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterFolder } from './cluster.ts';
import { EmbeddedDatabaseFailed } from './failures.ts';

/** ms that a server may take to end after each signal */
const patience = { SIGINT: 20_000, SIGQUIT: 5_000, SIGKILL: 5_000 } as const;

/**
 * Ends the server that a killed service left running in this folder. The caller holds the folder's lock, so no service
 * uses it.
 * @param answers whether a server answers in this folder with its password
 * @throws EmbeddedDatabaseFailed when it does not end
 */
export async function endLeftBehind(dataDir: string, answers: () => Promise<boolean>): Promise<void> {
  const pidFile = join(clusterFolder(dataDir), 'postmaster.pid');
  const pid = readPid(pidFile);
  if (pid === undefined || !isRunning(pid)) return;
  const ours = process.platform === 'linux' ? worksIn(pid, clusterFolder(dataDir)) : await answers();
  if (!ours) {
    // A later process has the number. Postgres would take it for a server, and refuse to start.
    if (process.platform === 'linux') await rm(pidFile, { force: true });
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalIfRunning(pid, signal);
    if (await hasEnded(pid, patience[signal])) return;
  }
  throw new EmbeddedDatabaseFailed(
    `DATA_DIR ${dataDir} is in use by a Postgres that a killed service left behind, process ${pid}, which does not end. End it.`,
  );
}

/** The first line: https://www.postgresql.org/docs/18/storage-file-layout.html */
function readPid(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}

/** A server works in its data folder. One that has ended, and nobody has asked how, works nowhere. */
function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function signalIfRunning(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, or belongs to another user: then it does not end, which is reported.
  }
}

async function hasEnded(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (!isRunning(pid) || isDefunct(pid)) return true;
    await wait(20);
  }
  return false;
}

/** A container's first process may never ask for the end of a process that it inherited. */
function isDefunct(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}
