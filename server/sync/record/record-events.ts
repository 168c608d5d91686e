import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { isolateFailures } from '../../delivery/effects/isolate-failures.ts';
import { joinPayload, payloadBytes, readEvents } from '../../fastspring/payloads/read-events.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Transaction } from '../../platform/database/database.ts';
import { isDatabaseDown, isHeldUp } from '../../platform/database/failures.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { holdLedger, ledgerTransaction } from '../../platform/database/ledger-lock.ts';
import { inBatches } from '../../platform/database/payload-batches.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import { recordEvents } from '../../recording/record.ts';
import { lookForTaggedLeads } from './tagged-leads.ts';

/**
 * Events per round: searching for them has a cost of its own, and only their ids and sizes are in memory. The account's job is
 * woken between the rounds.
 */
const eventsPerRound = 1_000;
/** A conflict with another transaction passes; what fails so often is poison. */
const attemptsAtMost = 3;
/** An unmatched customer who pays again and again is looked for no more often than this, ms. */
const lookAgainAfter = 5 * 60_000;

export interface RecordDependencies {
  readonly prisma: PrismaClient;
  /** keeps erased persons from coming back */
  readonly guard: Pick<ErasureGuard, 'admitStored'>;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

/**
 * Takes stored events into the ledger, in the order of their arrival. Needs nothing from Kommo. An event that cannot be
 * recorded is set aside with the reason and holds up no other.
 * @param signal aborted when the run has to make room: the events under way are the last
 * @returns how many there were
 * @throws when the database fails
 */
export async function recordReceivedEvents(
  { prisma, guard, log }: RecordDependencies,
  accountId: string,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const received = await readRows(prisma, z.object({ id: z.bigint(), bytes: z.number() }))`
    SELECT e."id", ${payloadBytes} AS "bytes" FROM (
      SELECT * FROM "events" WHERE "account_id" = ${accountId}::uuid AND "state" = 'received'
      ORDER BY "id" LIMIT ${eventsPerRound}) e ${joinPayload} ORDER BY e."id"`;
  const record = (some: readonly { readonly id: bigint }[]) =>
    prisma.$transaction(
      (transaction) => recordReceived(transaction, guard, accountId, idsOf(some), now),
      ledgerTransaction,
    );
  const setOneAside = async ({ id }: { readonly id: bigint }, error: unknown) => {
    await setAside({ prisma, guard }, accountId, id, error);
    log.error({ ...reportOf(error), accountId, eventRowId: String(id) }, 'an event could not be recorded');
  };
  for (const together of inBatches(received)) {
    // A conflict with another transaction counts as a failure of the event: it must not hold up the others. A wait for
    // whoever has locked the account's recording is none of the event's.
    await isolateFailures(together, record, setOneAside, (error) => !isDatabaseDown(error) && !isHeldUp(error));
    if (signal.aborted) break;
  }
  return received.length;
}

const idsOf = (events: readonly { readonly id: bigint }[]): readonly bigint[] => events.map(({ id }) => id);

async function recordReceived(
  transaction: Transaction,
  guard: RecordDependencies['guard'],
  accountId: string,
  ids: readonly bigint[],
  now: number,
): Promise<void> {
  await holdLedger(transaction, accountId);
  await commitWithoutWaiting(transaction);
  const { events, reduceOwned } = await guard.admitStored(transaction, accountId, async () =>
    (await readEvents(transaction, accountId, ids)).filter(({ state }) => state === 'received'),
  );
  const recorded = await recordEvents(transaction, accountId, events);
  await reduceOwned();
  // `recorded` shows the facts as they were before this: an erased customer's rows are in none of the statements below.
  await lookForTaggedLeads(transaction, accountId, recorded, now);
  const [imported, others] = [new Set<string>(), new Set<string>()];
  for (const { event, customerId } of recorded) {
    if (customerId !== null) (event.source === 'import' ? imported : others).add(customerId);
  }
  if (imported.size > 0) await parkImportedCustomers(transaction, accountId, [...imported]);
  if (others.size > 0) await rescheduleUnmatched(transaction, accountId, [...others], now);
}

/**
 * A crash of the database may lose such a commit, never a part of it: the events are then recorded again. What follows
 * from it in Kommo is committed durably before it is sent, and with it everything before.
 * https://www.postgresql.org/docs/current/wal-async-commit.html
 */
async function commitWithoutWaiting(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SET LOCAL synchronous_commit = off`;
}

/**
 * Customers known only from an import are looked for in its own time (server/history/import), not before those who have
 * just paid.
 */
async function parkImportedCustomers(
  transaction: Transaction,
  accountId: string,
  customerIds: readonly string[],
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customers" c SET "next_match_at" = NULL
    WHERE c."account_id" = ${accountId}::uuid AND c."id" = ANY(${customerIds}::uuid[]) AND c."match_state" = 'new' AND c."next_match_at" IS NOT NULL
      AND NOT EXISTS (SELECT FROM "facts" f WHERE f."account_id" = ${accountId}::uuid AND f."customer_id" = c."id"
        AND NOT f."imported")`;
}

/**
 * Something new about an unmatched customer may be what was missing; an address that was missing certainly is. A
 * customer that an import had wait is looked for at once.
 */
async function rescheduleUnmatched(
  transaction: Transaction,
  accountId: string,
  customerIds: readonly string[],
  now: number,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "customers" SET "next_match_at" = CASE
      WHEN "match_state" = 'new' OR "match" -> 'why' ->> 'code' = 'noEmail' THEN ${new Date(now)}::timestamptz
      ELSE greatest(${new Date(now)}::timestamptz, "matched_at" + ${lookAgainAfter} * interval '1 millisecond') END
    WHERE "account_id" = ${accountId}::uuid AND "id" = ANY(${customerIds}::uuid[]) AND "match_state" IN ('new', 'unmatched') AND "next_match_at" IS NULL`;
}

/** The failed transaction rolled the reductions back, so they are made again. */
async function setAside(
  { prisma, guard }: Pick<RecordDependencies, 'prisma' | 'guard'>,
  accountId: string,
  id: bigint,
  error: unknown,
): Promise<void> {
  const where = { accountId_id: { accountId, id } };
  const { attempts } = await prisma.event.update({
    where,
    data: { attempts: { increment: 1 } },
    select: { attempts: true },
  });
  if (attempts < attemptsAtMost) return;
  await prisma.$transaction(async (transaction) => {
    await guard.admitStored(transaction, accountId, () => readEvents(transaction, accountId, [id]));
    await transaction.event.update({
      where,
      data: { state: 'failed', reason: { code: 'failed', error: reportOf(error).error } },
    });
  });
}
