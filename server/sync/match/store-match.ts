import { askForLedgerFields, isSilentCustomer } from '../../delivery/leads/ledger-fields.ts';
import type { Match, Unmatched } from '../../matching/match.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import type { Customer, CustomerLead } from '../../platform/database/generated/client.ts';
import { linkedState } from '../linked-state.ts';

/**
 * Links the customer, unless it was linked, ignored or erased during the search. An existing link stays unchanged, except
 * that an ignored tag is recorded on it. A link that was removed automatically, because its lead was missing from Kommo,
 * is restored.
 * @param transaction holds the ledger
 * @param links the stored links of this customer, among them those that a match replaces
 */
export async function storeMatches(
  transaction: Transaction,
  customer: Customer,
  matches: readonly Match[],
  links: readonly CustomerLead[],
  now: number,
): Promise<void> {
  await holdUpErasures(transaction, customer.accountId);
  const { nextMatchAt, ...linked } = linkedState(now);
  const { count } = await transaction.customer.updateMany({
    where: { accountId: customer.accountId, id: customer.id, matchState: customer.matchState },
    data: linked,
  });
  if (count === 0) return;
  // An order that names another lead may have been recorded since: that search is still to come.
  await transaction.customer.updateMany({
    where: { accountId: customer.accountId, id: customer.id, nextMatchAt: customer.nextMatchAt },
    data: { nextMatchAt },
  });
  for (const match of matches) {
    await storeLink(transaction, customer, match, linkedByOf(match, links), now);
    await recordIgnoredTag(transaction, customer, match);
  }
  if (await isSilentCustomer(transaction, customer)) return;
  const leadIds = [...new Set(matches.map(({ leadId }) => leadId))];
  await askForLedgerFields(transaction, customer.accountId, leadIds, now);
}

/** A replaced link by hand still counts as that person's decision. */
function linkedByOf({ reason, details }: Match, links: readonly CustomerLead[]): bigint | null {
  if (reason !== 'hand') return null;
  return links.find(({ leadId }) => Number(leadId) === details.replaced)?.linkedBy ?? null;
}

async function storeLink(
  transaction: Transaction,
  { accountId, id: customerId }: Customer,
  { leadId, contactId, reason, details, confidence }: Match,
  linkedBy: bigint | null,
  now: number,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "customer_leads" AS l
      ("account_id", "customer_id", "lead_id", "contact_id", "reason", "details", "confidence", "since", "linked_by")
    VALUES (${accountId}::uuid, ${customerId}::uuid, ${leadId}, ${contactId}, ${reason}, ${JSON.stringify(details)}::jsonb,
      ${confidence}, ${new Date(now)}, ${linkedBy})
    ON CONFLICT ("account_id", "customer_id", "lead_id") DO UPDATE SET "removed_at" = NULL
      WHERE l."removed_at" IS NOT NULL AND l."removed_by" IS NULL`;
}

async function recordIgnoredTag(transaction: Transaction, customer: Customer, match: Match): Promise<void> {
  const { tagLead, tagIgnored, tagValue } = match.details;
  if (tagIgnored === undefined) return;
  await transaction.$executeRaw`
    UPDATE "customer_leads" SET "details" = "details" || ${JSON.stringify({ tagLead, tagIgnored, tagValue })}::jsonb
    WHERE "account_id" = ${customer.accountId}::uuid AND "customer_id" = ${customer.id}::uuid
      AND "lead_id" = ${match.leadId}`;
}

/** A customer with a pending wider search queues behind those already waiting. */
export async function storeUnmatched(
  transaction: Transaction,
  customer: Customer,
  unmatched: Unmatched,
  search: 'finished' | 'goesOn',
  now: number,
): Promise<void> {
  await transaction.customer.updateMany({
    where: { accountId: customer.accountId, id: customer.id, matchState: customer.matchState },
    data: {
      matchState: 'unmatched',
      matchedAt: new Date(now),
      nextMatchAt: search === 'goesOn' ? new Date(now) : null,
      match: {
        ...unmatched,
        candidates: [...unmatched.candidates],
        ...(search === 'goesOn' ? { searchedFor: customer.emailFolded } : {}),
      },
    },
  });
}
