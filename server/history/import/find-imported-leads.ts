import { type Import, type ImportCustomer, Prisma } from '../../platform/database/generated/client.ts';
import type { AccountRun } from '../../sync/run.ts';
import { enterState, noteProgress } from './import-states.ts';
import { type ImportOutcome, makePlan } from './plan.ts';
import { previewMatches } from './preview-match.ts';

/** Customers per step, one search each; live payments go first between two steps. */
const customersPerStep = 20;

/**
 * Searches for the leads of some more customers of an import, as the account's job would, and stores only the results.
 * The last step makes the plan.
 * @throws the errors of server/kommo/requests/errors.ts; results found before that are kept
 */
export async function findImportedLeads(run: AccountRun, row: Import): Promise<void> {
  const customers = await run.prisma.importCustomer.findMany({
    where: { importId: row.id, outcome: { equals: Prisma.DbNull } },
    orderBy: { identity: 'asc' },
    take: customersPerStep,
  });
  if (customers.length === 0) return finish(run, row);
  const linked = await findLinked(run, customers);
  const unknown = customers.filter(({ identity }) => !linked.has(identity));
  const previews = await previewMatches(run, unknown);
  const found = customers.flatMap(({ identity }): { identity: string; outcome: ImportOutcome }[] => {
    if (linked.has(identity)) return [{ identity, outcome: { linked: true } }];
    const outcome = previews.found.get(identity);
    return outcome === undefined ? [] : [{ identity, outcome }];
  });
  await run.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`
      UPDATE "import_customers" c SET "outcome" = r."outcome"
      FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS r("identity" text, "outcome" jsonb)
      WHERE c."import_id" = ${row.id}::uuid AND c."identity" = r."identity"`;
    await noteProgress(transaction, row, found.length);
  });
  if (previews.failure !== null) throw previews.failure;
}

/** The customers who already have payments on a lead. */
async function findLinked(run: AccountRun, customers: readonly ImportCustomer[]): Promise<ReadonlySet<string>> {
  const rows = await run.prisma.customer.findMany({
    where: {
      accountId: run.accountId,
      identity: { in: customers.map(({ identity }) => identity) },
      matchState: 'linked',
    },
    select: { identity: true },
  });
  return new Set(rows.map(({ identity }) => identity));
}

async function finish(run: AccountRun, row: Import): Promise<void> {
  await run.prisma.$transaction(async (transaction) => {
    const plan = await makePlan(transaction, row);
    await transaction.import.updateMany({ where: { id: row.id, state: 'matching' }, data: { plan } });
    await enterState(transaction, row.id, 'matching', 'planned', { total: 0, now: run.now() });
  });
}
