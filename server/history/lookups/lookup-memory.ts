import { z } from 'zod';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import { Prisma, type PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';

/** A customer without an e-mail in any event: webhook expansion is off at FastSpring. */
const customerSchema = z.object({ fastspringAccountId: z.string(), consecutiveFailures: z.number() });
export type CustomerWithoutEmail = z.infer<typeof customerSchema>;

export const lookupOutcomes = ['answered', 'no_email', 'not_found', 'postponed', 'failed'] as const;

/** The outcome of a look-up. */
export interface LookupOutcome {
  readonly outcome: (typeof lookupOutcomes)[number];
  readonly reason: string | null;
  readonly consecutiveFailures: number;
  /** ms until the next look-up of the same customer */
  readonly retryAfter: number;
}

/** Customers `c` joined with their remembered look-ups `l`; combine it with `withoutEmail`. */
export const customersAndLookups = Prisma.sql`customers c
  LEFT JOIN fastspring_account_lookups l
    ON l.account_id = c.account_id AND l.fastspring_account_id = c.fastspring_account_id`;
export const withoutEmail = Prisma.sql`
  c.email IS NULL AND c.fastspring_account_id IS NOT NULL AND c.match_state <> 'erased'`;
export const dueToBeAsked = Prisma.sql`(l.next_attempt IS NULL OR l.next_attempt <= now())`;

const mostPerRun = 50;

/** The customers with a due look-up, latest payer first. */
export async function findCustomersWithoutEmail(
  prisma: PrismaClient,
  accountId: string,
): Promise<readonly CustomerWithoutEmail[]> {
  return readRows(prisma, customerSchema)`
    SELECT c.fastspring_account_id AS "fastspringAccountId", coalesce(l.consecutive_failures, 0) AS "consecutiveFailures"
    FROM ${customersAndLookups}
    WHERE c.account_id = ${accountId}::uuid AND ${withoutEmail} AND ${dueToBeAsked}
    ORDER BY c.last_fact_at DESC NULLS LAST
    LIMIT ${mostPerRun}`;
}

/** Nothing is remembered for a customer who was erased during the request to FastSpring. */
export async function rememberLookup(
  prisma: PrismaClient,
  accountId: string,
  fastspringAccountId: string,
  { outcome, reason, consecutiveFailures, retryAfter }: LookupOutcome,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    await holdUpErasures(transaction, accountId);
    await transaction.$executeRaw`
      INSERT INTO fastspring_account_lookups
        (account_id, fastspring_account_id, outcome, reason, consecutive_failures, next_attempt)
      SELECT account_id, fastspring_account_id, ${outcome}, ${reason}, ${consecutiveFailures}::int,
        now() + ${retryAfter} * interval '1 millisecond'
      FROM customers WHERE account_id = ${accountId}::uuid AND fastspring_account_id = ${fastspringAccountId}
        AND match_state <> 'erased' LIMIT 1
      ON CONFLICT (account_id, fastspring_account_id) DO UPDATE
      SET outcome = excluded.outcome, reason = excluded.reason, consecutive_failures = excluded.consecutive_failures,
        next_attempt = excluded.next_attempt`;
  });
}
