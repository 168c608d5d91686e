import { unmatchedSchema } from '../../matching/match.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Customer, PrismaClient } from '../../platform/database/generated/client.ts';
import { explainMatch, explainUnmatched } from '../../texts/match-text.ts';
import { readPaid } from '../card/read-paid.ts';
import { readUserNames, userName } from '../people/user-names.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';
import { cursorAfter, findUnmatched, type UnmatchedFilter } from './find-unmatched.ts';
import type { UnmatchedCandidate, UnmatchedPage } from './unmatched-view.ts';

const pageSize = 20;
const accountColumns = { id: true, timeZone: true } as const;

/** A page of paying customers without a lead, with the reasons in the reader's language. */
export async function readUnmatched(
  database: Pick<Database, 'prisma'>,
  accountId: string,
  filter: UnmatchedFilter,
  language: string,
): Promise<Omit<UnmatchedPage, 'canCreate'>> {
  const { prisma } = database;
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId }, select: accountColumns });
  const found = await findUnmatched(prisma, account, filter, pageSize + 1);
  const page = found.slice(0, pageSize);
  const ids = page.map(({ id }) => id);
  const last = found.length > pageSize ? page.at(-1) : undefined;
  const customers = await readInOrder(prisma, accountId, ids);
  const paidBy = await readPaid(database, accountId, ids);
  const userNames = customers.some(({ notRelevantBy }) => notRelevantBy !== null)
    ? await readUserNames(prisma, accountId)
    : new Map<number, string>();
  const candidates = await readCandidates(prisma, accountId, customers, language);
  const failed = await prisma.leadCreation.findMany({
    where: { accountId, state: 'failed', emailFolded: { in: customers.flatMap((one) => one.emailFolded ?? []) } },
  });
  return {
    customers: customers.map((customer) => {
      const { id, email, name, company, country, notRelevantAt, notRelevantBy } = customer;
      const { totals, lastPayment } = paidBy(id);
      const why = explainUnmatched(unmatchedSchema.parse(customer.match).why, language);
      return {
        ...{ id, email, name, company, country, lastPayment, why },
        paid: totals,
        notCreated: failed.find(({ emailFolded }) => emailFolded === customer.emailFolded)?.lastError ?? null,
        candidates: candidates.get(id) ?? [],
        notRelevant: notRelevantAt && { since: notRelevantAt.toISOString(), by: userName(userNames, notRelevantBy) },
      };
    }),
    nextCursor: last === undefined ? null : cursorAfter(last),
  };
}

async function readInOrder(
  prisma: PrismaClient,
  accountId: string,
  ids: readonly string[],
): Promise<readonly Customer[]> {
  const rows = await prisma.customer.findMany({ where: { accountId, id: { in: [...ids] }, matchState: 'unmatched' } });
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
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
