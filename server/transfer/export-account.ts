import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { joinPayload, payloadBytes, payloadOf } from '../fastspring/payloads/read-events.ts';
import { eventSources } from '../fastspring/webhook/store-events.ts';
import type { Database } from '../platform/database/database.ts';
import type { Account } from '../platform/database/generated/client.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { csvLine } from './csv.ts';
import { type ExportedFile, exportedFileSchema, openFile } from './export-files.ts';
import { type ExportedTable, exportedTables, moment } from './tables.ts';

const rowsAtOnce = 1_000;
const firstUuid = '00000000-0000-0000-0000-000000000000';
/** bytes of payload in memory at a time */
const payloadAtOnce = 2 * 1024 * 1024;

/** An export's data about the account itself, without secrets. */
export interface ExportedAccount
  extends Pick<Account, 'id' | 'subdomain' | 'name' | 'language' | 'currency' | 'timeZone'> {
  readonly kommoAccountId: bigint | string | null;
  readonly settings: unknown;
}

/** The contents of `manifest.json`. */
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
  source: z.enum(eventSources),
  state: z.string(),
  isReduced: z.boolean(),
  /** as received, byte for byte */
  payload: z.string(),
});

/** The rows that are exported, and the folder for their files. */
interface Exported {
  readonly query: Database['query'];
  readonly accountId: string;
  /** of the person; null for the whole account */
  readonly customerIds: readonly string[] | null;
  readonly folder: string;
}

/**
 * Writes all stored data of an account, or of one person in it, into files of a new folder: the events as received, and
 * the tables derived from them as JSON Lines and CSV. All of it is from one moment and read in pages. It contains no
 * secrets.
 * @param customerIds of the person; null for the whole account
 */
export async function exportAccount(
  database: Pick<Database, 'readSnapshot'>,
  account: ExportedAccount,
  customerIds: readonly string[] | null,
  folder: string,
): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { id: accountId, subdomain, name, language, currency, timeZone } = account;
  const files = await database.readSnapshot(async (query) => {
    const exported = { query, accountId, customerIds, folder };
    const written = [await exportEvents(exported)];
    for (const table of exportedTables) written.push(...(await exportTable(exported, table)));
    return written;
  });
  const kommoAccountId = account.kommoAccountId?.toString() ?? null;
  const isPerson = customerIds !== null;
  const manifest: Manifest = {
    format: 'kommo-fastspring export',
    version: 1,
    exportedAt: new Date().toISOString(),
    account: { subdomain, kommoAccountId, name, language, currency, timeZone },
    isPerson,
    files: isPerson ? files : [...files, await exportSettings(account, folder)],
  };
  // Last, so that a folder without it is an interrupted export.
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return manifest;
}

async function exportSettings({ settings }: ExportedAccount, folder: string): Promise<ExportedFile> {
  const file = openFile(folder, 'settings.json');
  await file.write(`${JSON.stringify(settings, null, 2)}\n`);
  return file.close();
}

const eventRow = z.object({
  key: z.string(),
  event: z.record(z.string(), z.unknown()),
  payload: z.string().nullable(),
  packed: z.instanceof(Uint8Array).nullable(),
});

/** A page ends before its payloads exceed the memory limit. */
const eventsPage = `
  SELECT "id"::text AS key, json_build_object('eventId', "event_id", 'type', "type", 'live', "live",
    'createdAt', ${moment('"created_at"')}, 'receivedAt', ${moment('"received_at"')}, 'source', "source", 'state', "state",
    'isReduced', "is_reduced") AS event, "payload", "packed"
  FROM (SELECT e.*, p."packed", sum(${payloadBytes.sql}) OVER (ORDER BY e."id") - ${payloadBytes.sql} AS before
    FROM (SELECT * FROM "events" WHERE "account_id" = $1::uuid AND "id" > $2::bigint AND ($3::uuid[] IS NULL
      OR "fact_keys" && ARRAY(SELECT "fact_key" FROM "facts" WHERE "account_id" = $1::uuid
        AND "customer_id" = ANY($3::uuid[]))) ORDER BY "id" LIMIT ${rowsAtOnce}) e ${joinPayload.sql}) page
  WHERE before < ${payloadAtOnce} ORDER BY "id"`;

async function exportEvents(exported: Exported): Promise<ExportedFile> {
  const file = openFile(exported.folder, 'events.jsonl');
  try {
    for await (const { event, ...stored } of readPages(exported, eventRow, eventsPage, '0')) {
      await file.write(`${JSON.stringify({ ...event, payload: payloadOf(stored) })}\n`);
    }
    // Awaited here: the file must not be destroyed before.
    return await file.close();
  } finally {
    file.destroy();
  }
}

const tableRow = z.object({ key: z.string(), row: z.record(z.string(), z.unknown()) });

async function exportTable(exported: Exported, table: ExportedTable): Promise<readonly ExportedFile[]> {
  const columns = Object.keys(table.columns);
  const lines = openFile(exported.folder, `${table.name}.jsonl`);
  const sheet = table.hasCsv ? openFile(exported.folder, `${table.name}.csv`) : null;
  const first = table.keyType === 'uuid' ? firstUuid : '';
  try {
    await sheet?.write(csvLine(columns), false);
    for await (const { row } of readPages(exported, tableRow, tablePage(table), first)) {
      await lines.write(`${JSON.stringify(row)}\n`);
      await sheet?.write(csvLine(columns.map((column) => row[column])));
    }
    return [await lines.close(), ...(sheet === null ? [] : [await sheet.close()])];
  } finally {
    lines.destroy();
    sheet?.destroy();
  }
}

function tablePage({ key, keyType, from, customer, columns }: ExportedTable): string {
  const members = Object.entries(columns).map(([name, sql]) => `'${name}', ${sql}`);
  return `SELECT (${key})::text AS key, jsonb_build_object(${members.join(', ')}) AS row FROM ${from}
    WHERE t.account_id = $1::uuid AND ${key} > $2::${keyType} AND ($3::uuid[] IS NULL OR ${customer} = ANY($3::uuid[]))
    ORDER BY ${key} LIMIT ${rowsAtOnce}`;
}

/** The rows of all pages. @param sql of one page: of the account $1, after the key $2, of the customers $3 or of all */
async function* readPages<Row extends z.ZodType<{ readonly key: string }>>(
  { query, accountId, customerIds }: Exported,
  row: Row,
  sql: string,
  first: string,
): AsyncGenerator<z.output<Row>> {
  let after: string | undefined = first;
  while (after !== undefined) {
    const page: z.output<Row>[] = await queryRows({ query }, row, sql, [accountId, after, customerIds]);
    yield* page;
    after = page.at(-1)?.key;
  }
}
