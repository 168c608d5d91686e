import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { packTar } from 'modern-tar/fs';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { readValues } from '../platform/database/read-rows.ts';
import { hour, minute } from '../platform/time/units.ts';
import { type ExportedAccount, exportAccount } from './export-account.ts';

/** Another export of the account is in progress. */
export class ArchiveUnderWay extends Error {
  override readonly name = 'ArchiveUnderWay';
}

/** The account has too much data for one download. */
export class ArchiveTooLarge extends Error {
  override readonly name = 'ArchiveTooLarge';
}

const mebibyte = 1024 * 1024;
/** A browser keeps the whole archive in memory, and waits 15 s for it. */
const bytesAtMost = 64 * mebibyte;
/** bytes derived from one event, in all files except the events' own */
const bytesPerEvent = 1_000;
/** ms after which an unread archive is ended */
const sentWithin = 10 * minute;
/** ms after which the files of a killed process are removed */
const keptAtMost = hour;
const prefix = 'kommo-fastspring-export-';

/**
 * All stored data of an account as one tar of the files that `npm run export` writes. They are written first, so that a
 * slow reader keeps no transaction open, into a folder that is removed when the stream closes.
 * @throws ArchiveUnderWay, ArchiveTooLarge
 */
export async function archiveAccount(
  database: Pick<Database, 'readSnapshot'>,
  account: ExportedAccount,
): Promise<Readable> {
  const parent = await mkdtemp(join(tmpdir(), prefix));
  // Files that cannot be removed now are removed within the hour: removeOldArchives.
  const remove = () => rm(parent, { recursive: true, force: true }).catch(() => undefined);
  try {
    await database.readSnapshot(async (query) => {
      await requireTurn(query, account.id);
      await requireSize(query, account.id);
      await exportAccount({ readSnapshot: (read) => read(query) }, account, null, join(parent, 'export'));
    });
  } catch (error) {
    await remove();
    throw error;
  }
  const archive = packTar(parent);
  archive.once('close', () => void remove());
  return addAbortSignal(AbortSignal.timeout(sentWithin), archive);
}

/** Removes the files left by killed processes. Run by a timer. */
export async function removeOldArchives(now: number): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(prefix)) await removeIfOld(join(tmpdir(), name), now);
  }
}

const removedMeanwhile = 'ENOENT';
const ofAnotherUser = ['EACCES', 'EPERM'];

async function removeIfOld(folder: string, now: number): Promise<void> {
  try {
    const { mtimeMs } = await stat(folder);
    if (now - mtimeMs > keptAtMost) await rm(folder, { recursive: true, force: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (![removedMeanwhile, ...ofAnotherUser].includes(code)) throw error;
  }
}

/** Across all processes, until the files are written. */
async function requireTurn(query: Database['query'], accountId: string): Promise<void> {
  const [isTaken] = await readValues({ query }, z.boolean())`
    SELECT pg_try_advisory_xact_lock(hashtextextended('export ' || ${accountId}::text, 0))`;
  if (isTaken !== true) throw new ArchiveUnderWay();
}

async function requireSize(query: Database['query'], accountId: string): Promise<void> {
  const [bytes] = await readValues({ query }, z.number())`
    SELECT (SELECT coalesce(sum(coalesce(octet_length("payload"), 0) + ${bytesPerEvent}), 0) FROM "events"
        WHERE "account_id" = ${accountId}::uuid)::float8
      + (SELECT coalesce(sum("bytes"), 0) FROM "event_payloads" WHERE "account_id" = ${accountId}::uuid)::float8`;
  if (bytes === undefined || bytes > bytesAtMost) throw new ArchiveTooLarge();
}
