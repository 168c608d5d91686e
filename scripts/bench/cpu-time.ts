import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresServer } from '../../testing/postgres/postgres-server.ts';

/** ms; Linux counts in hundredths of a second, whatever the machine: proc_pid_stat(5) */
const tick = 10;

/** The CPU time that a process has used, ms. On Linux; null elsewhere. */
export async function cpuTimeOf(pid: number): Promise<number | null> {
  const stat = await readStat(String(pid));
  return stat === null ? null : stat.ownTicks * tick;
}

/** Of the server and all its processes, ended ones included. */
export async function cpuTimeOfPostgres({ data }: Pick<PostgresServer, 'data'>): Promise<number | null> {
  const [first] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  const server = await readStat(first ?? '');
  if (server === null) return null;
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readStat));
  const children = all.filter((stat) => stat?.parent === Number(first));
  return (
    (server.ownTicks + server.ticksOfEnded + children.reduce((sum, stat) => sum + (stat?.ownTicks ?? 0), 0)) * tick
  );
}

/** Null when there is no such process, as when it has just ended. */
async function readStat(pid: string) {
  if (process.platform !== 'linux') return null;
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  });
  if (text === null) return null;
  // The name before the bracket may contain anything. After it come the 3rd field and the others.
  const field = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (number: number) => field[number - 3] ?? 0;
  return { parent: at(4), ownTicks: at(14) + at(15), ticksOfEnded: at(16) + at(17) };
}
