import type { FastifyBaseLogger } from 'fastify';
import type { Transaction } from '../database/database.ts';
import { isDatabaseDown } from '../database/failures.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { reportOf } from '../delivery/error-report.ts';
import { recordEvent } from '../ledger/record.ts';
import { lookForTaggedLeads } from './tagged-leads.ts';

/** Events per round; what is due is delivered between the rounds. */
const eventsPerRound = 250;
/** A conflict with another transaction passes; what fails so often is poison. */
const attemptsAtMost = 3;
/** An unmatched customer who pays again and again is looked for no more often than this, ms. */
const lookAgainAfter = 5 * 60_000;

/**
 * Takes stored events into the ledger, in the order of their arrival, one transaction for each. Needs nothing from Kommo.
 * An event that cannot be recorded is set aside with the reason and holds up no other.
 * @param signal aborted when the run has to make room: the event under way is the last
 * @returns whether there were any
 * @throws when the database fails
 */
export async function recordEvents(
  prisma: PrismaClient,
  accountId: string,
  now: number,
  log: Pick<FastifyBaseLogger, 'error'>,
  signal: AbortSignal,
): Promise<boolean> {
  // Only the ids: a payload may have megabytes.
  const received = await prisma.event.findMany({
    where: { accountId, state: 'received' },
    orderBy: { id: 'asc' },
    take: eventsPerRound,
    select: { id: true },
  });
  for (const { id } of received) {
    try {
      await prisma.$transaction((transaction) => recordReceived(transaction, id, now));
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      await setAside(prisma, id, error);
      log.error({ ...reportOf(error), accountId, eventRowId: String(id) }, 'an event could not be recorded');
    }
    if (signal.aborted) break;
  }
  return received.length > 0;
}

async function recordReceived(transaction: Transaction, eventRowId: bigint, now: number): Promise<void> {
  const event = await transaction.event.findUniqueOrThrow({ where: { id: eventRowId } });
  if (event.state !== 'received') return;
  await recordEvent(transaction, event);
  await lookForTaggedLeads(transaction, event.accountId, eventRowId, now);
  if (event.source === 'import') await letImportedWait(transaction, event.accountId, eventRowId);
  else await lookForUnmatchedAgain(transaction, event.accountId, eventRowId, now);
}

/**
 * Customers whom only an import knows are looked for in its own time (server/history/import), not before those who have
 * just paid.
 */
async function letImportedWait(transaction: Transaction, accountId: string, eventRowId: bigint): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customers" c SET "next_match_at" = NULL
    WHERE c."account_id" = ${accountId}::uuid AND c."match_state" = 'new' AND c."next_match_at" IS NOT NULL
      AND c."id" IN (SELECT "customer_id" FROM "facts" WHERE "account_id" = ${accountId}::uuid AND "fact_key" IN (
        SELECT unnest("fact_keys") FROM "events" WHERE "id" = ${eventRowId}))
      AND NOT EXISTS (SELECT FROM "facts" f WHERE f."account_id" = c."account_id" AND f."customer_id" = c."id"
        AND NOT f."imported")`;
}

/**
 * Something new about an unmatched customer may be what was missing; an address that was missing certainly is. Whom an
 * import had wait is looked for at once.
 */
async function lookForUnmatchedAgain(
  transaction: Transaction,
  accountId: string,
  eventRowId: bigint,
  now: number,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customers" SET "next_match_at" = CASE
      WHEN "match_state" = 'new' OR "match" -> 'why' ->> 'code' = 'noEmail' THEN ${new Date(now)}::timestamptz
      ELSE greatest(${new Date(now)}::timestamptz, "matched_at" + ${lookAgainAfter} * interval '1 millisecond') END
    WHERE "account_id" = ${accountId}::uuid AND "match_state" IN ('new', 'unmatched') AND "next_match_at" IS NULL
      AND "id" IN (SELECT "customer_id" FROM "facts" WHERE "account_id" = ${accountId}::uuid AND "fact_key" IN (
        SELECT unnest("fact_keys") FROM "events" WHERE "id" = ${eventRowId}))`;
}

async function setAside(prisma: PrismaClient, eventRowId: bigint, error: unknown): Promise<void> {
  const { attempts } = await prisma.event.update({
    where: { id: eventRowId },
    data: { attempts: { increment: 1 } },
    select: { attempts: true },
  });
  if (attempts < attemptsAtMost) return;
  await prisma.event.update({
    where: { id: eventRowId },
    data: { state: 'failed', reason: { code: 'failed', error: reportOf(error).error } },
  });
}
