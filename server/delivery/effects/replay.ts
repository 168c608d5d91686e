import type { Transaction } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { visibilityLag } from './retry-delays.ts';

/** The states of an event that a later version or a repaired setting may improve. */
const replayableStates = ['failed', 'unreadable', 'unknown'];

/**
 * Retries the failed parts of an event: the event itself, or its effects that Kommo refused. Effects that are done,
 * skipped or on their way stay as they are, so that any number of replays never writes a second note. The account's job
 * does the work when it is woken.
 * @param transaction used only for this
 * @returns false if the account has no such event
 */
export async function replayEvent(
  transaction: Transaction,
  accountId: string,
  eventRowId: bigint,
  now: number,
): Promise<boolean> {
  const event = await transaction.event.findFirst({
    where: { id: eventRowId, accountId },
    select: { factKeys: true },
  });
  if (event === null) return false;
  await replayFacts(transaction, accountId, event.factKeys, now);
  await transaction.event.updateMany({
    where: { id: eventRowId, accountId, state: { in: replayableStates } },
    data: { state: 'received', attempts: 0 },
  });
  return true;
}

export interface Replayed {
  readonly events: number;
  readonly effects: number;
}

/** The same for all facts of a customer. */
export async function replayCustomer(
  transaction: Transaction,
  accountId: string,
  customerId: string,
  now: number,
): Promise<Replayed> {
  const facts = await transaction.fact.findMany({ where: { accountId, customerId }, select: { factKey: true } });
  const factKeys = facts.map(({ factKey }) => factKey);
  const effects = await replayFacts(transaction, accountId, factKeys, now);
  const events = await transaction.$executeRaw`
    UPDATE "events" SET "state" = 'received', "attempts" = 0
    WHERE "account_id" = ${accountId}::uuid AND "state" = ANY(${replayableStates}) AND "fact_keys" && ${factKeys}::text[]`;
  return { events, effects };
}

/** @returns the number of effects to retry */
async function replayFacts(
  transaction: Transaction,
  accountId: string,
  factKeys: readonly string[],
  now: number,
): Promise<number> {
  const effects = await retryEffects(transaction, accountId, Prisma.sql`"fact_key" = ANY(${factKeys}::text[])`, now);
  // A fact without a lead was never planned, or planning it failed.
  await transaction.$executeRaw`
    UPDATE "facts" SET "planned_at" = NULL
    WHERE "account_id" = ${accountId}::uuid AND "fact_key" = ANY(${factKeys}::text[]) AND "lead_id" IS NULL`;
  return effects;
}

/**
 * Retries one effect that Kommo refused.
 * @returns false if the account has no such effect, or it did not fail
 */
export async function retryEffect(
  transaction: Transaction,
  accountId: string,
  effectId: string,
  now: number,
): Promise<boolean> {
  return (await retryEffects(transaction, accountId, Prisma.sql`"id" = ${effectId}::uuid`, now)) > 0;
}

/**
 * Effects that were sent are searched for first: Kommo may have carried out a request that it refused.
 * @param isMeant SQL over the columns of effects
 */
async function retryEffects(
  transaction: Transaction,
  accountId: string,
  isMeant: Prisma.Sql,
  now: number,
): Promise<number> {
  return transaction.$executeRaw`
    UPDATE "effects" SET "state" = CASE WHEN "sent_at" IS NULL THEN 'open' ELSE 'uncertain' END, "attempts" = 0,
      "next_attempt" = greatest(${new Date(now)}, "sent_at" + ${visibilityLag} * interval '1 millisecond'),
      "last_error" = NULL
    WHERE "account_id" = ${accountId}::uuid AND "state" = 'failed' AND ${isMeant}`;
}
