import { unmatchedSchema } from '../../matching/match.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Customer, PrismaClient } from '../../platform/database/generated/client.ts';
import { explainMatch, explainUnmatched } from '../../texts/match-text.ts';
import { readPaid } from '../card/read-paid.ts';
import { pageOf } from '../cursor.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';
import type { UnmatchedCandidate, UnmatchedPage } from './unmatched-view.ts';

const pageSize = 20;

/** Paying customers without a lead, the latest payment first, with the reasons in the reader's language. */
export async function readUnmatched(
  database: Pick<Database, 'prisma'>,
  accountId: string,
  cursor: string | undefined,
  language: string,
): Promise<Omit<UnmatchedPage, 'canCreate'>> {
  const { prisma } = database;
  const rows = await prisma.customer.findMany({
    where: { accountId, matchState: 'unmatched' },
    orderBy: [{ lastFactAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(cursor !== undefined && { cursor: { id: cursor }, skip: 1 }),
  });
  const { page: customers, nextCursor } = pageOf(rows, pageSize);
  const paidBy = await readPaid(
    database,
    accountId,
    customers.map(({ id }) => id),
  );
  const candidates = await readCandidates(prisma, accountId, customers, language);
  const failed = await prisma.leadCreation.findMany({
    where: { accountId, state: 'failed', emailFolded: { in: customers.flatMap((one) => one.emailFolded ?? []) } },
  });
  return {
    customers: customers.map((customer) => {
      const { id, email, name, company, country } = customer;
      const { totals, lastPayment } = paidBy(id);
      const why = explainUnmatched(unmatchedSchema.parse(customer.match).why, language);
      return {
        ...{ id, email, name, company, country, lastPayment, why },
        paid: totals,
        notCreated: failed.find(({ emailFolded }) => emailFolded === customer.emailFolded)?.lastError ?? null,
        candidates: candidates.get(id) ?? [],
      };
    }),
    nextCursor,
  };
}

async function readCandidates(
  prisma: PrismaClient,
  accountId: string,
  customers: readonly Customer[],
  language: string,
): Promise<ReadonlyMap<string, readonly UnmatchedCandidate[]>> {
  const explained = customers.map(({ id, match }) => ({ id, candidates: unmatchedSchema.parse(match).candidates }));
  const leadIds = explained.flatMap(({ candidates }) => candidates.flatMap(({ leadId }) => leadId ?? []));
  const names = await readStoredLeadNames(prisma, accountId, leadIds);
  return new Map(
    explained.map(({ id, candidates }) => [
      id,
      candidates.flatMap((candidate) => {
        const { leadId, reason, confidence, details } = candidate;
        if (leadId === null) return [];
        const explanation = explainMatch(candidate, language);
        const leadName = names.get(leadId) ?? String(leadId);
        return [{ leadId, leadName, contactName: details.contact ?? null, reason, explanation, confidence }];
      }),
    ]),
  );
}
