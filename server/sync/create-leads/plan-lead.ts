import { priceKindOf } from '../../delivery/leads/whole-prices.ts';
import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { readableEmail } from '../../ledger/email.ts';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { newLeadFor } from '../../rules/planning/new-lead.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import { readLatestFacts } from '../match/product-pipelines.ts';
import type { AccountRun } from '../run.ts';

/** The lead to create for a customer, without its responsible user. */
export async function planLead(
  run: AccountRun,
  customer: Customer,
  pipelines: readonly KommoPipeline[],
): Promise<NewLead> {
  const facts = await readLatestFacts(run, customer.id);
  return newLeadFor({
    customer: { ...customer, email: readableEmail(customer.email ?? customer.emailFolded ?? '') },
    facts,
    candidates: unmatchedSchema.safeParse(customer.match).data?.candidates ?? [],
    productPipelineIds: pipelinesOfProducts(run.settings.products, facts.flatMap(namesOfProductsOf)),
    pipelines,
    account: run.account,
    priceKind: await priceKindOf(run.prisma, run.accountId),
  });
}
