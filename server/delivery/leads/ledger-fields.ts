import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import { type Customer, Prisma } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import { readLeadLedger } from '../../recording/read/lead-ledger.ts';
import { type LeadLedger, ledgerFieldValues, type ShownField } from '../../rules/ledger-values.ts';
import { effectKey } from '../../rules/planning/effect.ts';
import { ledgerFieldNames, ledgerFields } from '../../rules/settings/ledger-fields.ts';
import type { Settings } from '../../rules/settings/settings.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { isLedgerFields, type PendingLeadChange } from '../effects/pending-effect.ts';

/** Replaces the fact key for a lead that has no customer any more. */
export const noFact = 'ledger';

/** Whether any of a lead's fields shows the ledger. */
export function showsLedger(fields: Settings['fields']): boolean {
  return Object.values(fields).some((fieldId) => fieldId !== null);
}

/**
 * Requests that these leads' fields show the ledger's current values. Each lead has one effect for this, which every
 * request reopens, under the newest fact of the lead's customers, so that the event log shows it there. The answer to a
 * Kommo request still in flight has no effect, because the effect's sending time is cleared. Does nothing while no
 * field of the account shows the ledger.
 * @param how `unlessChanged` keeps a value that a person has entered over ours
 */
export async function askForLedgerFields(
  transaction: Transaction,
  accountId: string,
  leadIds: readonly number[],
  now: number,
  how: 'always' | 'unlessChanged' = 'always',
): Promise<void> {
  if (leadIds.length === 0) return;
  const keys = leadIds.map((leadId) => effectKey(noFact, leadId, 'ledger_fields'));
  await transaction.$executeRaw`
    INSERT INTO "effects" ("id", "account_id", "key", "fact_key", "lead_id", "kind", "content", "occurred_at",
                           "next_attempt", "created_at")
    SELECT gen_random_uuid(), ${accountId}::uuid, asked."key", coalesce(newest."fact_key", ${noFact}), asked."lead_id",
           'ledger_fields', '{"kind":"ledger_fields","values":[]}'::jsonb,
           coalesce(newest."occurred_at", ${new Date(now)}), ${new Date(now)}, ${new Date(now)}
    FROM "accounts" a
    CROSS JOIN unnest(${keys}::text[], ${leadIds}::bigint[]) AS asked("key", "lead_id")
    LEFT JOIN LATERAL (
      SELECT f."fact_key", f."occurred_at" FROM "customer_leads" l
      JOIN "facts" f ON f."account_id" = l."account_id" AND f."customer_id" = l."customer_id"
      WHERE l."account_id" = ${accountId}::uuid AND l."lead_id" = asked."lead_id" AND l."removed_at" IS NULL
      ORDER BY f."occurred_at" DESC, f."fact_key" DESC LIMIT 1) AS newest ON true
    WHERE a."id" = ${accountId}::uuid AND EXISTS (
      SELECT FROM jsonb_each(a."settings" -> 'fields') AS field WHERE field."value" <> 'null')
    ON CONFLICT ("account_id", "key") DO UPDATE SET
      "content" = "effects"."content" - 'unlessChanged' - 'leftOut' || CASE WHEN ${how} = 'unlessChanged'
        THEN jsonb_build_object('unlessChanged', "effects"."content" -> 'values') ELSE '{}' END,
      "fact_key" = excluded."fact_key", "occurred_at" = excluded."occurred_at", "state" = 'open', "attempts" = 0,
      "next_attempt" = excluded."next_attempt", "sent_at" = NULL, "last_error" = NULL`;
}

/**
 * The same for every lead with a customer, or for the leads of one customer, unless all of its customers come only from
 * ledger-only imports.
 */
export async function askForAllLedgerFields(
  transaction: Transaction,
  accountId: string,
  now: number,
  customerId: string | null = null,
): Promise<void> {
  const isMeant = customerId === null ? Prisma.sql`true` : Prisma.sql`l."customer_id" = ${customerId}::uuid`;
  const leadIds = await readValues(transaction, z.number())`
    SELECT DISTINCT l."lead_id"::float8 AS id FROM "customer_leads" l
    WHERE l."account_id" = ${accountId}::uuid AND l."removed_at" IS NULL AND ${isMeant}
      AND (l."linked_by" IS NOT NULL OR NOT ${onlySilent(Prisma.sql`l."account_id"`, Prisma.sql`l."customer_id"`)})`;
  await askForLedgerFields(transaction, accountId, leadIds, now);
}

/** Whether all facts of a customer come from imports that must do nothing in Kommo. */
export async function isSilentCustomer(
  transaction: Transaction,
  { accountId, id }: Pick<Customer, 'accountId' | 'id'>,
): Promise<boolean> {
  const [isSilent] = await readValues(transaction, z.boolean())`
    SELECT ${onlySilent(Prisma.sql`${accountId}::uuid`, Prisma.sql`${id}::uuid`)}`;
  return isSilent ?? false;
}

/** FastSpring look-ups caused by such an import count as part of the import. */
export const onlySilent = (accountId: Prisma.Sql, customerId: Prisma.Sql) => Prisma.sql`coalesce((
  SELECT bool_or(i."kommo" = 'nothing') AND bool_and(i."kommo" = 'nothing' OR e."source" = 'api')
  FROM "customers" k JOIN "facts" f ON f."account_id" = k."account_id" AND f."customer_id" = k."id"
  JOIN "events" e ON e."account_id" = f."account_id" AND e."id" = f."event_row_id"
  LEFT JOIN "imports" i ON i."account_id" = e."account_id" AND i."id" = e."import_id" AND f."imported"
  WHERE k."account_id" = ${accountId} AND k."id" = ${customerId}), false)`;

export async function leadsOfCustomers(
  transaction: Transaction,
  accountId: string,
  customerIds: readonly string[],
): Promise<readonly number[]> {
  const links = await transaction.customerLead.findMany({
    where: { accountId, customerId: { in: [...customerIds] }, removedAt: null },
    distinct: ['leadId'],
    select: { leadId: true },
  });
  return links.map(({ leadId }) => Number(leadId));
}

/** Fills each effect with the ledger's current values, without those that no field in Kommo can show any more. */
export async function fillLedgerFields(
  context: DeliveryContext,
  effects: readonly PendingLeadChange[],
): Promise<readonly PendingLeadChange[]> {
  const leadIds = effects.filter(isLedgerFields).map(({ leadId }) => leadId);
  if (leadIds.length === 0) return effects;
  const shown = await readShownFields(context);
  const ledgers =
    shown.length === 0
      ? new Map<number, LeadLedger>()
      : await readLeadLedger(context.prisma, context.accountId, leadIds);
  return effects.map((effect) => {
    if (!isLedgerFields(effect)) return effect;
    const own = ledgers.get(effect.leadId);
    const fields = shown.filter(({ fieldId }) => !effect.content.leftOut?.fieldIds.includes(fieldId));
    const values = own === undefined ? [] : ledgerFieldValues(own, fields, context.account);
    return { ...effect, content: { ...effect.content, values } };
  });
}

async function readShownFields({ memory, accountId, settings }: DeliveryContext): Promise<readonly ShownField[]> {
  const { fields } = settings;
  if (!showsLedger(fields)) return [];
  const present = new Map((await memory.leadFields(accountId)).map((field) => [field.id, field]));
  return ledgerFieldNames.flatMap((use): readonly ShownField[] => {
    const field = present.get(fields[use] ?? 0);
    if (field === undefined || !ledgerFields[use].accepts.includes(field.type)) return [];
    return [{ use, fieldId: field.id, type: field.type, currency: field.currency ?? null }];
  });
}

/** Stores the written values, for the event log. */
export async function rememberWritten(transaction: Transaction, effects: readonly PendingLeadChange[]): Promise<void> {
  const written = effects
    .filter(isLedgerFields)
    .map(({ id, content: { unlessChanged: _, ...content } }) => ({ id, content }));
  const [first] = effects;
  if (first === undefined || written.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "effects" SET "content" = w."content"
    FROM jsonb_to_recordset(${JSON.stringify(written)}::jsonb) AS w("id" uuid, "content" jsonb)
    WHERE "effects"."account_id" = ${first.accountId}::uuid AND "effects"."id" = w."id"`;
}
