import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAddress } from './address.ts';
import { answers, requireAnswer } from './ask-server.ts';
import { clusterFolder, ensureCluster } from './cluster.ts';
import { DataFolderInUse, EmbeddedDatabaseFailed } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { keepRunning } from './keep-running.ts';
import { endLeftBehind } from './left-behind.ts';
import { findPrograms } from './programs.ts';
import { type Launch, launchServer, type ServerProcess } from './server-process.ts';
import { findServerUser } from './server-user.ts';
import { socketPort } from './settings.ts';

export interface EmbeddedPostgres {
  /** for any Postgres client */
  readonly url: string;
  /** Stops the server, if this process has started it. */
  readonly close: () => Promise<void>;
}

/** ms; another process that starts the server has it ready by then */
const joinWithin = 60_000;

/**
 * Starts the database in `dataDir`, and makes one where there is none. It runs until `close`; when it crashes, it is
 * started again, and queries fail meanwhile.
 * @throws DataFolderInUse, EmbeddedDatabaseFailed
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = prepareFolder(dataDir);
  const unlock = lockFolder(folder);
  try {
    const running = await startLocked(folder);
    return { url: running.url, close: () => running.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startLocked(dataDir: string): Promise<EmbeddedPostgres> {
  const user = findServerUser(dataDir);
  const programs = await findPrograms(user);
  await ensureCluster(dataDir, programs, user);
  const launch: Launch = { dataDir, programs, user, port: await choosePort() };
  const address = openAddress(dataDir, launch.port);
  try {
    await endLeftBehind(dataDir, () => answersIn(dataDir));
    const server = keepRunning(await launchAfterOthers(launch), () => launchServer(launch));
    await requireAnswer(dataDir, address.url).catch((error: unknown) =>
      server.abandon().then(() => {
        throw error;
      }),
    );
    return { url: address.url, close: () => server.stop().finally(address.close) };
  } catch (error) {
    address.close();
    throw error;
  }
}

/**
 * The same, or the database that another process runs in `dataDir`: until that process stops it.
 * @throws EmbeddedDatabaseFailed
 */
export async function joinEmbedded(dataDir: string): Promise<EmbeddedPostgres> {
  try {
    return await startEmbedded(dataDir);
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
  }
  const folder = resolve(dataDir);
  for (let waited = 0; waited < joinWithin; waited += 100) {
    if (await answersIn(folder)) {
      const address = openAddress(folder, readPort(folder));
      return { url: address.url, close: async () => address.close() };
    }
    await wait(100);
  }
  throw new EmbeddedDatabaseFailed(`The process that runs the database in DATA_DIR ${folder} does not let it answer.`);
}

/** @throws EmbeddedDatabaseFailed when this user can make or write no such folder */
function prepareFolder(dataDir: string): string {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedDatabaseFailed(`DATA_DIR ${folder} must be a folder that the service can write: ${reason}`, {
      cause,
    });
  }
}

/** The processes of a server that was killed end within a moment, and until then a new one is refused. */
async function launchAfterOthers(launch: Launch): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launchServer(launch);
    } catch (error) {
      const mayEnd = error instanceof EmbeddedDatabaseFailed && error.message.includes('in use by another Postgres');
      if (!mayEnd || attempt === 20) throw error;
      await wait(250);
    }
  }
}

/** Whether a server answers in this folder, with its password: no other one does. */
async function answersIn(dataDir: string): Promise<boolean> {
  if (!existsSync(pidFile(dataDir))) return false;
  const address = openAddress(dataDir, readPort(dataDir));
  return answers(address.url).finally(address.close);
}

const pidFile = (dataDir: string): string => join(clusterFolder(dataDir), 'postmaster.pid');

/** The fourth line of `postmaster.pid`: https://www.postgresql.org/docs/18/storage-file-layout.html */
function readPort(dataDir: string): number {
  return Number(readFileSync(pidFile(dataDir), 'utf8').split('\n')[3]) || socketPort;
}

/** On Windows a free port of this machine. */
async function choosePort(): Promise<number> {
  if (process.platform !== 'win32') return socketPort;
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return address !== null && typeof address === 'object' ? address.port : socketPort;
}
