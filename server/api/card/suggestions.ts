import { z } from 'zod';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import { explainMatch } from '../../texts/match-text.ts';
import type { Paid, SuggestedCustomer } from './payments-view.ts';
import { readPaid } from './read-paid.ts';

const atMost = 5;

/** Unmatched customers that have this lead as a candidate, the likeliest first, without those ruled out for it. */
export async function readSuggestions(
  database: Pick<Database, 'prisma' | 'query'>,
  accountId: string,
  leadId: number,
  language: string,
): Promise<readonly SuggestedCustomer[]> {
  const ids = await readValues(database, z.string())`
    SELECT "id" FROM "customers" WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "not_relevant_at" IS NULL
       AND "match" -> 'candidates' @> jsonb_build_array(jsonb_build_object('leadId', ${leadId}::bigint))
       AND NOT EXISTS (SELECT 1 FROM "customer_leads" WHERE "customer_leads"."account_id" = ${accountId}::uuid
         AND "customer_leads"."customer_id" = "customers"."id" AND "customer_leads"."lead_id" = ${leadId}::bigint) LIMIT ${atMost}::int`;
  if (ids.length === 0) return [];
  const [customers, paidBy] = await Promise.all([
    database.prisma.customer.findMany({ where: { accountId, id: { in: ids } } }),
    readPaid(database, accountId, ids),
  ]);
  return customers
    .flatMap((customer) => {
      const candidate = unmatchedSchema.parse(customer.match).candidates.find((each) => each.leadId === leadId);
      if (candidate === undefined) return [];
      const { reason, confidence } = candidate;
      const match = { reason, explanation: explainMatch(candidate, language) };
      return [{ suggestion: suggestedCustomer(customer, paidBy(customer.id), match), confidence }];
    })
    .sort((one, other) => other.confidence - one.confidence)
    .map(({ suggestion }) => suggestion);
}

/** @param match why the payments may be the lead's, or where they are now */
export function suggestedCustomer(
  { id, email, name, company }: Customer,
  { totals, lastPayment }: Paid,
  match: Pick<SuggestedCustomer, 'reason' | 'explanation'>,
): SuggestedCustomer {
  return { id, email, name, company, ...match, paid: totals, lastPaymentAt: lastPayment?.at ?? null };
}
