import { z } from 'zod';
import { joinPayload, payloadBytes, readEvents, type StoredEventRow } from '../fastspring/payloads/read-events.ts';
import type { Transaction } from '../platform/database/database.ts';
import { type Erasure, Prisma } from '../platform/database/generated/client.ts';
import { inBatches, payloadsTogether } from '../platform/database/payload-batches.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { eraseEffects } from './erase-effects.ts';
import type { ErasureStep, Progress } from './erasure-step.ts';
import { reduceRecorded } from './reduce-stored.ts';

/** Visits every event of the account, because another person's order may name the erased one. */
export const eraseEvents: ErasureStep = async (transaction, erasure, { people }, text) => {
  const { accountId } = erasure;
  const events = await readBatch(transaction, erasure, Prisma.empty);
  const { reduced, factKeys, droppedKeys } = await reduceRecorded(transaction, accountId, events, people, false);
  return progressOf(events, reduced, await eraseEffects(transaction, accountId, factKeys, droppedKeys, text));
};

/** Events that belong to the person only through their order: a chargeback names no person, but its note does. */
export const eraseOwnedEvents: ErasureStep = async (transaction, erasure, { people }, text) => {
  const { accountId, stub } = erasure;
  const statesTheirs = Prisma.sql`AND e."fact_keys" && ARRAY(
    SELECT f."fact_key" FROM "facts" f JOIN "customers" c ON c."account_id" = f."account_id" AND c."id" = f."customer_id"
    WHERE f."account_id" = ${accountId}::uuid AND c."account_id" = ${accountId}::uuid
      AND c."fastspring_account_id" = ${stub})`;
  const events = await readBatch(transaction, erasure, statesTheirs);
  const { reduced } = await reduceRecorded(transaction, accountId, events, people, true);
  const factKeys = [...new Set(events.flatMap((event) => event.factKeys))];
  return progressOf(events, reduced, await eraseEffects(transaction, accountId, factKeys, [], text));
};

/** The account's next events that fulfil a further condition, as many as fit in memory. */
async function readBatch(
  transaction: Transaction,
  { accountId, cursor }: Erasure,
  condition: Prisma.Sql,
): Promise<readonly StoredEventRow[]> {
  const sized = await readRows(transaction, z.object({ id: z.bigint(), bytes: z.number() }))`
    SELECT e."id", ${payloadBytes} AS "bytes" FROM (
      SELECT e.* FROM "events" e WHERE e."account_id" = ${accountId}::uuid AND e."id" > ${BigInt(cursor || 0)} ${condition}
      ORDER BY e."id" LIMIT ${payloadsTogether}) e ${joinPayload} ORDER BY e."id"`;
  const ids = inBatches(sized)[0]?.map(({ id }) => id) ?? [];
  return readEvents(transaction, accountId, ids);
}

function progressOf(events: readonly StoredEventRow[], reduced: number, texts: number): Progress {
  return { cursor: events.at(-1)?.id.toString() ?? null, counts: { events: reduced, texts } };
}
