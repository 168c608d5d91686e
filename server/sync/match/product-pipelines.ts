import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import type { AccountRun } from '../run.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

/** Enough to see what a new customer buys. */
const maxFacts = 20;

/** The pipelines in which this customer's products are sold; empty if the settings name none. */
export async function productPipelinesOf(run: AccountRun, customerId: string): Promise<readonly number[]> {
  if (run.settings.products.length === 0) return [];
  const facts = await run.prisma.fact.findMany({
    where: { accountId: run.accountId, customerId },
    orderBy: { occurredAt: 'desc' },
    take: maxFacts,
    select: { data: true },
  });
  return pipelinesOfProducts(
    run.settings.products,
    facts.map(({ data }) => readFactOrNull(data)).flatMap((fact) => (fact === null ? [] : namesOfProductsOf(fact))),
  );
}
