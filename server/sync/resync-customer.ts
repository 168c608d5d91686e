import { type Replayed, replayCustomer } from '../delivery/effects/replay.ts';
import { askForAllLedgerFields } from '../delivery/leads/ledger-fields.ts';
import type { Transaction } from '../platform/database/database.ts';

/** The work repeated for a customer. */
export interface Resync extends Replayed {
  /** number of the customer's leads to check */
  readonly leads: number;
}

/**
 * Makes the account's job, when it is woken, search for a customer in Kommo again, check the links, plan unplanned
 * facts, retry failures, and write the leads' fields that differ from the ledger. Repeated calls write nothing twice.
 * @param transaction used only for this; it must block erasures and have checked that the customer is not erased
 */
export async function resyncCustomer(
  transaction: Transaction,
  accountId: string,
  customerId: string,
  now: number,
): Promise<Resync> {
  await transaction.customer.update({
    where: { accountId_id: { accountId, id: customerId } },
    data: { nextMatchAt: new Date(now) },
  });
  const leads = await transaction.customerLead.count({ where: { accountId, customerId, removedAt: null } });
  await checkLinks(transaction, accountId, customerId);
  await askForAllLedgerFields(transaction, accountId, now, customerId);
  return { ...(await replayCustomer(transaction, accountId, customerId, now)), leads };
}

/** As if Kommo had reported them as missing: each is read, and existing ones stay. Pending reports are kept. */
async function checkLinks(transaction: Transaction, accountId: string, customerId: string): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "kommo_changes" ("account_id", "entity", "entity_id", "gone", "reported_at")
    SELECT ${accountId}::uuid, linked."entity", linked."id", true, clock_timestamp() FROM "customer_leads" l
    CROSS JOIN LATERAL (VALUES ('lead', l."lead_id"), ('contact', l."contact_id")) AS linked("entity", "id")
    WHERE l."account_id" = ${accountId}::uuid AND l."customer_id" = ${customerId}::uuid AND l."removed_at" IS NULL
      AND linked."id" IS NOT NULL
    ORDER BY linked."entity", linked."id"
    ON CONFLICT ("account_id", "entity", "entity_id") DO NOTHING`;
}
