import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Transaction } from '../database/database.ts';
import type { Account, PrismaClient } from '../database/generated/client.ts';
import { findPerson } from '../personal-data/find-person.ts';
import { csvLine } from './csv.ts';
import { type ExportedFile, exportedFileSchema, openFile } from './export-files.ts';
import { exportedTables } from './tables.ts';

const rowsAtOnce = 1_000;
const firstUuid = '00000000-0000-0000-0000-000000000000';
/** bytes of payload in memory at a time */
const payloadAtOnce = 2 * 1024 * 1024;
const transactionLimits = { isolationLevel: 'RepeatableRead', maxWait: 60_000, timeout: 3_600_000 } as const;

/** What stands in `manifest.json`. */
export const manifestSchema = z.object({
  format: z.literal('kommo-fastspring export'),
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  account: z.object({
    subdomain: z.string(),
    kommoAccountId: z.string().nullable(),
    name: z.string(),
    language: z.string(),
    currency: z.string().nullable(),
    timeZone: z.string(),
  }),
  /** whether only one person was exported */
  isPerson: z.boolean(),
  files: z.array(exportedFileSchema),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

export const exportedEventSchema = z.object({
  eventId: z.string(),
  type: z.string(),
  live: z.boolean().nullable(),
  createdAt: z.iso.datetime().nullable(),
  receivedAt: z.iso.datetime(),
  source: z.string(),
  state: z.string(),
  isReduced: z.boolean(),
  /** as it came, byte for byte */
  payload: z.string(),
});

/**
 * Writes all that is stored of an account, or of one person of it, into files of a new folder: the events as they came,
 * and what follows from them as JSON Lines and CSV. All of it is of one moment, read in pages, and no secret is among it.
 * @param email folded; null for everybody
 */
export async function exportAccount(
  prisma: PrismaClient,
  account: Account,
  email: string | null,
  folder: string,
): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = await prisma.$transaction(async (transaction) => {
    const search = { email, fastspringAccountId: null };
    const person = email === null ? null : await findPerson(transaction, account.id, search);
    const customerIds = person === null ? null : person.customerIds;
    const written = [await exportEvents(transaction, account.id, customerIds, folder)];
    for (const table of exportedTables) {
      written.push(...(await exportTable(transaction, account.id, customerIds, folder, table)));
    }
    return written;
  }, transactionLimits);
  const { subdomain, name, language, currency, timeZone } = account;
  const kommoAccountId = account.kommoAccountId?.toString() ?? null;
  const manifest: Manifest = {
    format: 'kommo-fastspring export',
    version: 1,
    exportedAt: new Date().toISOString(),
    account: { subdomain, kommoAccountId, name, language, currency, timeZone },
    isPerson: email !== null,
    files: email === null ? [...files, await exportSettings(account, folder)] : files,
  };
  // Last, so that a folder without it is an export that was interrupted.
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return manifest;
}

async function exportSettings({ settings }: Account, folder: string): Promise<ExportedFile> {
  const file = openFile(folder, 'settings.json');
  await file.write(`${JSON.stringify(settings, null, 2)}\n`);
  return file.close();
}

async function exportEvents(
  transaction: Transaction,
  accountId: string,
  customerIds: readonly string[] | null,
  folder: string,
): Promise<ExportedFile> {
  const file = openFile(folder, 'events.jsonl');
  let after = 0n;
  for (;;) {
    const page = await transaction.$queryRaw<{ id: bigint; bytes: number }[]>`
      SELECT e."id", octet_length(e."payload") AS bytes FROM "events" e
      WHERE e."account_id" = ${accountId}::uuid AND e."id" > ${after} AND (${customerIds === null} OR e."fact_keys" && ARRAY(
        SELECT "fact_key" FROM "facts" WHERE "account_id" = ${accountId}::uuid
          AND "customer_id" = ANY(${[...(customerIds ?? [])]}::uuid[])))
      ORDER BY e."id" LIMIT ${rowsAtOnce}`;
    for (const ids of inBatches(page)) {
      const events = await transaction.event.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
      for (const { createdAt, receivedAt, ...event } of events) {
        const { eventId, type, live, source, state, isReduced, payload } = event;
        const times = { createdAt: createdAt?.toISOString() ?? null, receivedAt: receivedAt.toISOString() };
        await file.write(
          `${JSON.stringify({ eventId, type, live, ...times, source, state, isReduced, payload } satisfies z.infer<typeof exportedEventSchema>)}\n`,
        );
      }
    }
    const last = page.at(-1);
    if (last === undefined) return file.close();
    after = last.id;
  }
}

function inBatches(page: readonly { readonly id: bigint; readonly bytes: number }[]): bigint[][] {
  const batches: bigint[][] = [];
  let bytes = payloadAtOnce;
  for (const row of page) {
    const batch = batches.at(-1);
    bytes += row.bytes;
    if (batch === undefined || bytes > payloadAtOnce) {
      batches.push([row.id]);
      bytes = row.bytes;
    } else batch.push(row.id);
  }
  return batches;
}

const pageSchema = z.array(z.object({ key: z.string(), row: z.record(z.string(), z.unknown()) }));

async function exportTable(
  transaction: Transaction,
  accountId: string,
  customerIds: readonly string[] | null,
  folder: string,
  { name, csv, key, keyType, select, customer, columns }: (typeof exportedTables)[number],
): Promise<readonly ExportedFile[]> {
  const lines = openFile(folder, `${name}.jsonl`);
  const sheet = csv ? openFile(folder, `${name}.csv`) : null;
  await sheet?.write(csvLine(columns), false);
  const where = `${key} > $2::${keyType} AND ($3::uuid[] IS NULL OR ${customer} = ANY($3::uuid[])) ORDER BY ${key} LIMIT ${rowsAtOnce}`;
  const sql = select.replace('{where}', where);
  let after = keyType === 'uuid' ? firstUuid : '';
  for (;;) {
    const page = pageSchema.parse(await transaction.$queryRawUnsafe(sql, accountId, after, customerIds));
    for (const { row } of page) {
      await lines.write(`${JSON.stringify(row)}\n`);
      await sheet?.write(csvLine(columns.map((column) => row[column])));
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.key;
  }
  return [await lines.close(), ...(sheet === null ? [] : [await sheet.close()])];
}
