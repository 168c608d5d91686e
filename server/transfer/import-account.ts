import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { addMonthsOf } from '../fastspring/payloads/months.ts';
import { readEvents } from '../fastspring/payloads/read-events.ts';
import { restoreEvents } from '../fastspring/payloads/restore-events.ts';
import { accountIdOf } from '../ledger/identity.ts';
import { purchases } from '../ledger/purchase.ts';
import { matchReasons, matchStates } from '../matching/match.ts';
import type { ErasedPeople } from '../personal-data/erased-people.ts';
import type { ErasureGuard } from '../personal-data/guard.ts';
import { jsonWithoutPeople } from '../personal-data/without-people.ts';
import type { Transaction } from '../platform/database/database.ts';
import { holdUpRecording } from '../platform/database/erasure-lock.ts';
import type { Account, PrismaClient } from '../platform/database/generated/client.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import { minute } from '../platform/time/units.ts';
import { recordEvents } from '../recording/record.ts';
import { readSettings } from '../rules/settings/settings.ts';
import { exportedEventSchema, type Manifest } from './export-account.ts';
import { idText, invoiceSchema, restoreInvoices } from './import-invoices.ts';
import { NotAnExport, openExport, readLines } from './read-files.ts';

const eventsTogether = 100;
const rowsTogether = 500;
/** ms */
const transactionTimeout = 2 * minute;

export interface ImportDependencies {
  readonly prisma: PrismaClient;
  readonly guard: Pick<ErasureGuard, 'admitStored' | 'erasedPeople'>;
}

/**
 * Imports an export into an account that has no events yet. The ledger is recorded again from the events; links, and
 * the lead of each fact, are restored. None of it is news: no fact is planned, and no customer is searched for.
 * @returns the export's manifest
 * @throws NotAnExport; also if the account is not empty, or the database contains the exported account
 */
export async function importAccount(
  { prisma, guard }: ImportDependencies,
  { id: accountId }: Pick<Account, 'id'>,
  folder: string,
): Promise<Manifest> {
  const manifest = await openExport(folder);
  if (manifest.isPerson) throw new NotAnExport('This is the export of one person. Import one of the whole account.');
  const isUsed =
    (await prisma.event.count({ where: { accountId } })) + (await prisma.customer.count({ where: { accountId } }));
  if (isUsed > 0) throw new NotAnExport(hasPayments);
  await refuseKnownCustomers(prisma, folder);
  await importSettings(prisma, accountId, folder);
  const people = await guard.erasedPeople(accountId);
  for await (const rows of readLines(folder, 'customers.jsonl', customerSchema, rowsTogether)) {
    const admitted = rows.filter((row) => !isErased(row, people));
    await prisma.customer.createMany({ data: admitted.map((row) => customerOf(accountId, row, people)) });
  }
  for await (const events of readLines(folder, 'events.jsonl', exportedEventSchema, eventsTogether)) {
    await addMonthsOf(
      prisma,
      events.map(({ receivedAt }) => receivedAt),
    );
    await prisma.$transaction((transaction) => takeEvents(transaction, guard, accountId, events), {
      timeout: transactionTimeout,
    });
  }
  for await (const rows of readLines(folder, 'facts.jsonl', factSchema, rowsTogether)) {
    await restoreLeads(prisma, accountId, rows);
  }
  for await (const rows of readLines(folder, 'links.jsonl', linkSchema, rowsTogether)) {
    await restoreLinks(prisma, accountId, rows, people);
  }
  // Exports of an earlier version do not have it.
  if (manifest.files.some(({ name }) => name === 'invoices.jsonl')) {
    for await (const rows of readLines(folder, 'invoices.jsonl', invoiceSchema, rowsTogether)) {
      await restoreInvoices(prisma, accountId, rows);
    }
  }
  await deleteUnusedCustomers(prisma, accountId);
  await recordAudit(prisma, { accountId, userId: null, action: 'data_imported' });
  return manifest;
}

/** A fact that the service records in the meantime may be a customer's only one. */
async function deleteUnusedCustomers(prisma: PrismaClient, accountId: string): Promise<void> {
  const deletion = async (transaction: Transaction) => {
    await holdUpRecording(transaction, accountId);
    await transaction.$executeRaw`
      DELETE FROM "customers" c WHERE c."account_id" = ${accountId}::uuid
        AND NOT EXISTS (SELECT FROM "facts" f WHERE f."account_id" = c."account_id" AND f."customer_id" = c."id")`;
  };
  await prisma.$transaction(deletion, { timeout: transactionTimeout });
}

const hasPayments =
  'The account has payments already. Import into one that has none. If an import failed, start again with an empty database.';

/** Customers keep their ids, which may exist in another account of the same database. */
async function refuseKnownCustomers(prisma: PrismaClient, folder: string): Promise<void> {
  for await (const rows of readLines(folder, 'customers.jsonl', customerSchema, rowsTogether)) {
    if ((await prisma.customer.count({ where: { id: { in: rows.map(({ id }) => id) } } })) === 0) continue;
    throw new NotAnExport('This database holds the exported payments already. Import into another database.');
  }
}

async function importSettings(prisma: PrismaClient, accountId: string, folder: string): Promise<void> {
  const settings = z
    .record(z.string(), z.json())
    .parse(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')));
  // Settings that this version cannot read are refused before anything is stored.
  readSettings(settings, []);
  await prisma.account.update({ where: { id: accountId }, data: { settings, settingsVersion: { increment: 1 } } });
}

const moment = z.iso.datetime().nullable();

const customerSchema = z.object({
  id: z.uuid(),
  identity: z.string(),
  email: z.string().nullable(),
  matchState: matchStates,
  matchedAt: moment,
  match: z.json().nullable(),
  createdAt: z.iso.datetime(),
  // Exports of an earlier version do not have them.
  notRelevantAt: moment.default(null),
  notRelevantBy: idText.nullable().default(null),
});

function isErased({ identity, email }: z.infer<typeof customerSchema>, people: ErasedPeople): boolean {
  if (email !== null && people.ofEmail(email) !== null) return true;
  const fastspringAccountId = accountIdOf(identity);
  if (fastspringAccountId !== null) return people.ofAccount(fastspringAccountId) !== null;
  return people.ofEmail(identity.replace(/^email:/, '')) !== null;
}

/** The events supply the customer's details. */
function customerOf(accountId: string, { id, identity, ...row }: z.infer<typeof customerSchema>, people: ErasedPeople) {
  return {
    id,
    accountId,
    identity,
    fastspringAccountId: accountIdOf(identity),
    matchState: row.matchState,
    matchedAt: row.matchedAt,
    nextMatchAt: null,
    match: row.match === null ? Prisma.DbNull : (z.json().parse(jsonWithoutPeople(row.match, people)) ?? Prisma.DbNull),
    createdAt: row.createdAt,
    notRelevantAt: row.notRelevantAt,
    notRelevantBy: row.notRelevantBy === null ? null : BigInt(row.notRelevantBy),
  };
}

/**
 * In one transaction with their recording, so that a running service never treats them as new. Its job records no
 * events of the account in the meantime.
 */
async function takeEvents(
  transaction: Transaction,
  guard: ImportDependencies['guard'],
  accountId: string,
  exported: readonly z.infer<typeof exportedEventSchema>[],
): Promise<void> {
  await holdUpRecording(transaction, accountId);
  const rows = exported.map((event) => ({ ...event, state: event.state === 'failed' ? 'failed' : 'received' }));
  const ids = await restoreEvents(transaction, accountId, rows);
  const { events, reduceOwned } = await guard.admitStored(transaction, accountId, () =>
    readEvents(transaction, accountId, ids),
  );
  const received = events.filter(({ state }) => state === 'received');
  await recordEvents(transaction, accountId, received);
  await reduceOwned();
  await transaction.$executeRaw`
    WITH "stated" AS (
      UPDATE "facts" SET "planned_at" = coalesce("planned_at", now())
      WHERE "account_id" = ${accountId}::uuid AND "fact_key" IN (
        SELECT unnest("fact_keys") FROM "events" WHERE "account_id" = ${accountId}::uuid AND "id" = ANY(${ids}::bigint[]))
      RETURNING "customer_id")
    UPDATE "customers" SET "next_match_at" = NULL
    WHERE "account_id" = ${accountId}::uuid AND "id" IN (SELECT "customer_id" FROM "stated") AND "next_match_at" IS NOT NULL`;
}

const factSchema = z.object({
  key: z.string(),
  leadId: idText.nullable(),
  plannedAt: moment,
  /** absent in archives of earlier versions */
  purchase: z.enum(purchases).nullish(),
});

async function restoreLeads(
  prisma: PrismaClient,
  accountId: string,
  rows: readonly z.infer<typeof factSchema>[],
): Promise<void> {
  const planned = rows.filter(({ plannedAt }) => plannedAt !== null);
  await prisma.$executeRaw`
    UPDATE "facts" f SET "lead_id" = r."leadId", "planned_at" = r."plannedAt", "purchase" = r."purchase"
    FROM jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
      AS r("key" text, "leadId" bigint, "plannedAt" timestamptz, "purchase" text)
    WHERE f."account_id" = ${accountId}::uuid AND f."fact_key" = r."key"`;
}

const linkSchema = z.object({
  customer: z.string(),
  leadId: idText,
  contactId: idText.nullable(),
  reason: matchReasons,
  details: z.json(),
  confidence: z.number(),
  since: z.iso.datetime(),
  linkedBy: idText.nullable(),
  removedAt: moment,
  removedBy: idText.nullable(),
});

/** Customers that the guard did not let in have no links either. */
async function restoreLinks(
  prisma: PrismaClient,
  accountId: string,
  rows: readonly z.infer<typeof linkSchema>[],
  people: ErasedPeople,
): Promise<void> {
  const clean = rows.map((row) => ({ ...row, details: jsonWithoutPeople(row.details, people) }));
  await prisma.$executeRaw`
    INSERT INTO "customer_leads" ("account_id", "customer_id", "lead_id", "contact_id", "reason", "details", "confidence",
      "since", "linked_by", "removed_at", "removed_by")
    SELECT c."account_id", c."id", r."leadId", r."contactId", r."reason", r."details", r."confidence", r."since",
      r."linkedBy", r."removedAt", r."removedBy"
    FROM jsonb_to_recordset(${JSON.stringify(clean)}::jsonb) AS r("customer" text, "leadId" bigint, "contactId" bigint,
      "reason" text, "details" jsonb, "confidence" integer, "since" timestamptz, "linkedBy" bigint,
      "removedAt" timestamptz, "removedBy" bigint)
    JOIN "customers" c ON c."account_id" = ${accountId}::uuid AND c."identity" = r."customer"
    WHERE c."match_state" <> 'erased'
    ON CONFLICT DO NOTHING`;
}
