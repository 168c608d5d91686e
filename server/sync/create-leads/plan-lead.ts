import { priceKindOf } from '../../delivery/leads/whole-prices.ts';
import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { readableEmail } from '../../ledger/email.ts';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { newLeadFor } from '../../rules/planning/new-lead.ts';
import { productPipelinesOf } from '../match/product-pipelines.ts';
import type { AccountRun } from '../run.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

const factsLookedAt = 20;

/** The lead to create for a customer, without its responsible user. */
export async function planLead(
  run: AccountRun,
  customer: Customer,
  pipelines: readonly KommoPipeline[],
): Promise<NewLead> {
  const { prisma, accountId, account } = run;
  const rows = await prisma.fact.findMany({
    where: { accountId, customerId: customer.id },
    orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
    take: factsLookedAt,
    select: { data: true },
  });
  return newLeadFor({
    customer: { ...customer, email: readableEmail(customer.email ?? customer.emailFolded ?? '') },
    facts: rows.flatMap(({ data }) => readFactOrNull(data) ?? []),
    candidates: unmatchedSchema.safeParse(customer.match).data?.candidates ?? [],
    productPipelineIds: await productPipelinesOf(run, customer.id),
    pipelines,
    account,
    priceKind: await priceKindOf(prisma, accountId),
  });
}
