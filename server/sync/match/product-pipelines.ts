import type { Fact } from '../../ledger/fact.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import type { AccountRun } from '../run.ts';
import { readFactOrNull } from '../unplanned-facts.ts';

/** Enough to see what a new customer buys. */
const maxFacts = 20;

/** The pipelines in which this customer's products are sold; empty if the settings name none. */
export async function productPipelinesOf(run: AccountRun, customerId: string): Promise<readonly number[]> {
  const { products } = run.settings;
  if (products.length === 0) return [];
  return pipelinesOfProducts(products, (await readLatestFacts(run, customerId)).flatMap(namesOfProductsOf));
}

/** The customer's facts that can be read, latest first. */
export async function readLatestFacts(
  { prisma, accountId }: Pick<AccountRun, 'prisma' | 'accountId'>,
  customerId: string,
): Promise<readonly Fact[]> {
  const rows = await prisma.fact.findMany({
    where: { accountId, customerId },
    orderBy: [{ occurredAt: 'desc' }, { factKey: 'asc' }],
    take: maxFacts,
    select: { data: true },
  });
  return rows.flatMap(({ data }) => readFactOrNull(data) ?? []);
}
