import { z } from 'zod';
import { type Import, type ImportCustomer, Prisma } from '../../platform/database/generated/client.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import { createKommoSearch } from '../../sync/match/kommo-search.ts';
import { type RankedSearch, rankCustomer, readSurroundings } from '../../sync/match/rank-customer.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, noteProgress } from './import-states.ts';
import { type ImportOutcome, makePlan } from './plan.ts';

/** Customers per step, one search each; live payments go first between two steps. */
const customersPerStep = 20;

/** A customer of the import, searched for. */
type Searched = RankedSearch & { readonly customer: ImportCustomer };
/** The outcome of a customer. */
interface Found {
  readonly identity: string;
  readonly outcome: ImportOutcome;
}

/**
 * Searches for the leads of some more customers of an import, and stores only the results. The last step makes the plan.
 * @throws the errors of server/kommo/requests/errors.ts; results found before that are kept
 */
export async function findImportedLeads(run: AccountRun, row: Import): Promise<void> {
  const customers = await run.prisma.importCustomer.findMany({
    where: { accountId: row.accountId, importId: row.id, outcome: { equals: Prisma.DbNull } },
    orderBy: { identity: 'asc' },
    take: customersPerStep,
  });
  if (customers.length === 0) return finish(run, row);
  const linked = await findLinked(run, customers);
  const isLinked = ({ identity }: ImportCustomer) => linked.has(identity);
  const { searched, failure } = await searchByAddress(
    run,
    customers.filter((customer) => !isLinked(customer)),
  );
  const found: readonly Found[] = [
    ...customers.filter(isLinked).map(({ identity }) => ({ identity, outcome: { linked: true as const } })),
    ...(await rank(run, searched)),
  ];
  await run.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`
      UPDATE "import_customers" c SET "outcome" = r."outcome"
      FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS r("identity" text, "outcome" jsonb)
      WHERE c."account_id" = ${row.accountId}::uuid AND c."import_id" = ${row.id}::uuid AND c."identity" = r."identity"`;
    await noteProgress(transaction, row, found.length);
  });
  if (failure !== null) throw failure;
}

/** The customers who already have payments on a lead. */
async function findLinked(run: AccountRun, customers: readonly ImportCustomer[]): Promise<ReadonlySet<string>> {
  const identity = { in: customers.map((customer) => customer.identity) };
  const rows = await run.prisma.customer.findMany({
    where: { accountId: run.accountId, identity, matchState: 'linked' },
    select: { identity: true },
  });
  return new Set(rows.map((row) => row.identity));
}

/**
 * The first search of the account's job, one request for each. When the import is applied, the job searches more widely
 * for customers with an address that is on no contact.
 * @returns also the error that ended the searches early; null if there was none
 */
async function searchByAddress(
  run: AccountRun,
  customers: readonly ImportCustomer[],
): Promise<{ readonly searched: readonly Searched[]; readonly failure: unknown }> {
  const search = createKommoSearch(run);
  const searched: Searched[] = [];
  for (const customer of customers) {
    try {
      const contacts = await search.byAddress(customer.email);
      searched.push({ customer, contacts, links: [], tags: [], companies: [], isCut: false });
    } catch (failure) {
      return { searched, failure };
    }
    if (run.signal.aborted) break;
  }
  return { searched, failure: null };
}

/** The leads that would get these customers' payments, as the account's job ranks them. */
async function rank(run: AccountRun, searched: readonly Searched[]): Promise<readonly Found[]> {
  const surroundings = await readSurroundings(run, searched);
  return searched.flatMap((one) => {
    const { identity, products } = one.customer;
    const productPipelineIds = pipelinesOfProducts(run.settings.products, products.map(namesIn));
    const outcomes = rankCustomer(run, one, { ...surroundings, byCompanyDomain: 'off', productPipelineIds });
    return outcomes.map((outcome): Found => {
      if ('unmatched' in outcome) return { identity, outcome: { why: outcome.unmatched.why } };
      const { reason, details, leadId } = outcome.match;
      const leadName = surroundings.leads.find(({ id }) => id === leadId)?.name ?? String(leadId);
      return { identity, outcome: { match: { reason, details, leadId, leadName } } };
    });
  });
}

const namesSchema = z.array(z.string());

/** An earlier version stored each name by itself. */
function namesIn(product: string): readonly string[] {
  return product.startsWith('[') ? namesSchema.parse(JSON.parse(product)) : [product];
}

async function finish(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(async (transaction) => {
    const plan = await makePlan(transaction, row);
    await transaction.import.updateMany({
      where: { accountId: row.accountId, id: row.id, state: 'matching' },
      data: { plan },
    });
    await enterState(transaction, row, 'matching', 'planned', { total: 0, now: run.now() });
  });
}
