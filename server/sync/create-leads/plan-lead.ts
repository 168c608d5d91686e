import { priceKindOf } from '../../delivery/leads/whole-prices.ts';
import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { readableEmail } from '../../ledger/email.ts';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { newLeadFor } from '../../rules/planning/new-lead.ts';
import { productPipelinesOf, readLatestFacts } from '../match/product-pipelines.ts';
import type { AccountRun } from '../run.ts';

/** The lead to create for a customer, without its responsible user. */
export async function planLead(
  run: AccountRun,
  customer: Customer,
  pipelines: readonly KommoPipeline[],
): Promise<NewLead> {
  return newLeadFor({
    customer: { ...customer, email: readableEmail(customer.email ?? customer.emailFolded ?? '') },
    facts: await readLatestFacts(run, customer.id),
    candidates: unmatchedSchema.safeParse(customer.match).data?.candidates ?? [],
    productPipelineIds: await productPipelinesOf(run, customer.id),
    pipelines,
    account: run.account,
    priceKind: await priceKindOf(run.prisma, run.accountId),
  });
}
