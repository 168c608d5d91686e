import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { packTar } from 'modern-tar/fs';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { hour, minute } from '../platform/time/units.ts';
import { type ExportedAccount, exportAccount } from './export-account.ts';

/** Another export of the account is under way. */
export class ArchiveUnderWay extends Error {
  override readonly name = 'ArchiveUnderWay';
}

/** The account has more than one download should hold. */
export class ArchiveTooLarge extends Error {
  override readonly name = 'ArchiveTooLarge';
}

const mebibyte = 1024 * 1024;
/** A browser holds the whole archive, and waits for it 15 s. */
const bytesAtMost = 64 * mebibyte;
/** bytes that follow from an event, in all files but the events' own */
const bytesPerEvent = 1_000;
/** ms; an archive that is not read ends then */
const sentWithin = 10 * minute;
/** ms; files that a killed process has left are removed then */
const keptAtMost = hour;
const prefix = 'kommo-fastspring-export-';

/**
 * All that is stored of an account as one tar, of the files that `npm run export` writes. They are written first, so that a
 * slow reader holds no transaction open, into a folder that is removed when the stream closes.
 * @throws ArchiveUnderWay, ArchiveTooLarge
 */
export async function archiveAccount(
  database: Pick<Database, 'readSnapshot'>,
  account: ExportedAccount,
): Promise<Readable> {
  const parent = await mkdtemp(join(tmpdir(), prefix));
  // What cannot be removed now is removed within the hour: removeOldArchives.
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

/** Removes the files that killed processes have left. To be run by a timer. */
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

/** Over all processes, until the files are written. */
async function requireTurn(query: Database['query'], accountId: string): Promise<void> {
  const [row] = await readRows({ query }, z.object({ taken: z.boolean() }))`
    SELECT pg_try_advisory_xact_lock(hashtextextended('export ' || ${accountId}::text, 0)) AS taken`;
  if (row?.taken !== true) throw new ArchiveUnderWay();
}

async function requireSize(query: Database['query'], accountId: string): Promise<void> {
  const [row] = await readRows({ query }, z.object({ bytes: z.number() }))`
    SELECT coalesce(sum(octet_length("payload") + ${bytesPerEvent}), 0)::float8 AS bytes FROM "events"
    WHERE "account_id" = ${accountId}::uuid`;
  if (row === undefined || row.bytes > bytesAtMost) throw new ArchiveTooLarge();
}
