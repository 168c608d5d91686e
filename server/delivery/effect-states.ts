import { z } from 'zod';
import type { Transaction } from '../database/open.ts';
import { attemptsThatHoldUp } from './effect-batches.ts';
import { effectContentSchema } from './effect-content.ts';
import type { PendingEffect } from './pending-effect.ts';
import { lookAfterCrash } from './retry-delays.ts';

/**
 * The states of an effect, and the only statements that change them:
 *
 *     open ──▶ sending ──▶ done
 *      ▲          ├──────▶ failed      Kommo refused it for what it says; replayable
 *      │          └──────▶ uncertain   perhaps it happened: looked for before it is sent again
 *      └─────────────────────┘
 *
 * `skipped` is an open effect that a rule or a person made pointless. Times are ms since 1970.
 */

/** Effects read at once; bounds memory. */
const readAtOnce = 500;

const rowSchema = z.object({
  id: z.string(),
  key: z.string(),
  fact_key: z.string(),
  lead_id: z.coerce.number(),
  content: z.unknown(),
  occurred_at: z.date(),
  state: z.enum(['open', 'uncertain']),
  attempts: z.number(),
  sent_at: z.date().nullable(),
});

export interface DueEffects {
  readonly open: readonly PendingEffect[];
  readonly uncertain: readonly PendingEffect[];
}

/**
 * The account's effects whose time has come, in the order of their facts. A note waits for the earlier ones of its lead,
 * unless they failed too often, so that a lead's notes appear in the order of what happened. Effects that cannot be read are set to failed.
 */
export async function readDueEffects(transaction: Transaction, accountId: string, now: number): Promise<DueEffects> {
  const rows = await transaction.$queryRaw`
    SELECT e."id"::text, e."key", e."fact_key", e."lead_id", e."content", e."occurred_at", e."state", e."attempts",
           e."sent_at"
    FROM "effects" e
    WHERE e."account_id" = ${accountId}::uuid AND e."state" IN ('open', 'uncertain')
      AND e."next_attempt" <= ${new Date(now)}
      AND NOT (e."kind" = 'note' AND EXISTS (
        SELECT FROM "effects" earlier
        WHERE earlier."account_id" = e."account_id" AND earlier."lead_id" = e."lead_id" AND earlier."kind" = 'note'
          AND earlier."state" IN ('open', 'sending', 'uncertain') AND earlier."next_attempt" > ${new Date(now)}
          AND earlier."attempts" < ${attemptsThatHoldUp}
          AND (earlier."occurred_at", earlier."key") < (e."occurred_at", e."key")))
    ORDER BY e."occurred_at", e."key" LIMIT ${readAtOnce}`;
  const open: PendingEffect[] = [];
  const uncertain: PendingEffect[] = [];
  for (const row of z.array(rowSchema).parse(rows)) {
    const content = effectContentSchema.safeParse(row.content);
    if (!content.success) {
      await markFailed(transaction, [row.id], 'This effect was stored in a form that this version cannot read');
      continue;
    }
    (row.state === 'open' ? open : uncertain).push({
      id: row.id,
      key: row.key,
      factKey: row.fact_key,
      leadId: row.lead_id,
      occurredAt: row.occurred_at.getTime(),
      content: content.data,
      attempts: row.attempts,
      sentAt: row.sent_at?.getTime() ?? null,
    });
  }
  return { open, uncertain };
}

/**
 * Marks effects as being sent, durable before the request leaves, and returns those that were open: an effect that
 * somebody else has taken or replayed meanwhile must not be sent by us.
 */
export async function markSending(
  transaction: Transaction,
  ids: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  const rows = await transaction.$queryRaw`
    UPDATE "effects" SET "state" = 'sending', "sent_at" = ${new Date(now)}, "attempts" = "attempts" + 1
    WHERE "id" = ANY(${ids}::uuid[]) AND "state" = 'open' RETURNING "id"::text`;
  return new Set(
    z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map((row) => row.id),
  );
}

/** `kommoId` is Kommo's id of what was created; null for what changes something. */
export async function markDone(
  transaction: Transaction,
  effects: readonly { readonly id: string; readonly kommoId: number | null }[],
  now: number,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "effects" SET "state" = 'done', "done_at" = ${new Date(now)}, "kommo_id" = d."kommo_id", "last_error" = NULL
    FROM unnest(${effects.map((effect) => effect.id)}::uuid[], ${effects.map((effect) => effect.kommoId)}::bigint[])
      AS d("id", "kommo_id")
    WHERE "effects"."id" = d."id"`;
}

/** @param reason Kommo's own words, or ours, for the event log */
export async function markFailed(transaction: Transaction, ids: readonly string[], reason: string): Promise<void> {
  await transaction.effect.updateMany({
    where: { id: { in: [...ids] } },
    data: { state: 'failed', lastError: reason },
  });
}

/** @param reason why Kommo is right as it is, for the event log */
export async function markSkipped(transaction: Transaction, ids: readonly string[], reason: string): Promise<void> {
  await transaction.effect.updateMany({
    where: { id: { in: [...ids] } },
    data: { state: 'skipped', lastError: reason },
  });
}

/** Perhaps it happened: nobody sends it before `lookAt`, and then only after having looked. */
export async function markUncertain(
  transaction: Transaction,
  ids: readonly string[],
  lookAt: number,
  reason: string,
): Promise<void> {
  await transaction.effect.updateMany({
    where: { id: { in: [...ids] } },
    data: { state: 'uncertain', nextAttempt: new Date(lookAt), lastError: reason },
  });
}

/** It was looked for and is not there, so it is sent (again). */
export async function reopen(transaction: Transaction, ids: readonly string[]): Promise<void> {
  await transaction.effect.updateMany({ where: { id: { in: [...ids] } }, data: { state: 'open' } });
}

/** The request never left, so it was no attempt. */
export async function takeBack(transaction: Transaction, ids: readonly string[], reason: string): Promise<void> {
  await transaction.effect.updateMany({
    where: { id: { in: [...ids] } },
    data: { state: 'open', sentAt: null, attempts: { decrement: 1 }, lastError: reason },
  });
}

/** It waits for something else; `until` is when it is looked at again. */
export async function postpone(transaction: Transaction, ids: readonly string[], until: number): Promise<void> {
  await transaction.effect.updateMany({
    where: { id: { in: [...ids] } },
    data: { nextAttempt: new Date(until) },
  });
}

/**
 * What is being sent when nobody works on the account was left by a process that died. Only to be called by the one run
 * of the account.
 */
export async function settleLeftovers(transaction: Transaction, accountId: string): Promise<void> {
  const leftovers = await transaction.effect.findMany({
    where: { accountId, state: 'sending' },
    select: { id: true, sentAt: true },
  });
  const bySentAt = Map.groupBy(leftovers, (leftover) => leftover.sentAt?.getTime() ?? 0);
  for (const [sentAt, together] of bySentAt) {
    const ids = together.map((effect) => effect.id);
    await markUncertain(transaction, ids, lookAfterCrash(sentAt), 'The server stopped while sending this');
  }
}
