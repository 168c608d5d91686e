import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { int8, readRows, readValues } from '../../platform/database/read-rows.ts';
import { effectContentSchema } from '../../rules/planning/effect.ts';
import { attemptsThatHoldUp } from './batches.ts';
import { isolateFailures } from './isolate-failures.ts';
import type { PendingEffect } from './pending-effect.ts';
import { lookAfterCrash } from './retry-delays.ts';

/**
 * The states of an effect, and the only statements that change them:
 *
 *     open ──▶ sending ──▶ done
 *      ▲          ├──────▶ failed      Kommo refused its content; uncertain again when it is replayed
 *      │          └──────▶ uncertain   it may have happened: searched for before it is sent again
 *      └─────────────────────┘
 *
 * `skipped` is an open effect that a rule or a person made pointless. Times are ms since 1970.
 */

export const effectStates = ['open', 'sending', 'done', 'uncertain', 'failed', 'skipped'] as const;

/** Effects read at once; bounds memory. */
const readAtOnce = 500;

const time = z.date().transform((date) => date.getTime());
const rowSchema = z.object({
  id: z.string(),
  key: z.string(),
  factKey: z.string(),
  leadId: int8,
  content: z.unknown(),
  occurredAt: time,
  attempts: z.number(),
  sentAt: time.nullable(),
  isUncertain: z.boolean(),
});

export type DueEffect = PendingEffect & {
  /** it may have happened */
  readonly isUncertain: boolean;
};

/**
 * The account's due effects, in the order of their facts. A note waits for earlier notes of its lead, unless those
 * failed too often, so that a lead's notes appear in the order of events. Fields that show the ledger come last: those
 * of all leads may be requested at once, and no payment waits for them. Effects that cannot be read are set to failed.
 * @param isWritingPaused then only uncertain effects are due: they are searched for
 */
export async function readDueEffects(
  transaction: Transaction,
  accountId: string,
  isWritingPaused: boolean,
  now: number,
): Promise<readonly DueEffect[]> {
  const rows = await readRows(transaction, rowSchema)`
    SELECT e."id"::text, e."key", e."fact_key" AS "factKey", e."lead_id" AS "leadId", e."content", e."attempts",
      e."occurred_at" AS "occurredAt", e."sent_at" AS "sentAt", e."state" = 'uncertain' AS "isUncertain"
    FROM "effects" e
    WHERE e."account_id" = ${accountId}::uuid AND e."state" IN ('open', 'uncertain')
      AND e."next_attempt" <= ${new Date(now)} AND (e."state" = 'uncertain' OR NOT ${isWritingPaused})
      AND NOT (e."kind" = 'note' AND EXISTS (
        SELECT FROM "effects" earlier
        WHERE earlier."account_id" = e."account_id" AND earlier."lead_id" = e."lead_id" AND earlier."kind" = 'note'
          AND earlier."state" IN ('open', 'sending', 'uncertain') AND earlier."next_attempt" > ${new Date(now)}
          AND earlier."attempts" < ${attemptsThatHoldUp}
          AND (earlier."occurred_at", earlier."key") < (e."occurred_at", e."key")))
    ORDER BY e."kind" = 'ledger_fields', e."occurred_at", e."key" LIMIT ${readAtOnce}`;
  const due: DueEffect[] = [];
  for (const row of rows) {
    const content = effectContentSchema.safeParse(row.content);
    if (content.success) due.push({ ...row, accountId, content: content.data });
    else
      await markFailed(
        transaction,
        [{ ...row, accountId }],
        'This effect was stored in a form that this version cannot read',
      );
  }
  return due;
}

/**
 * Marks effects as being sent, durably before the request leaves, and returns those that were open: an effect that
 * another process has taken or replayed in the meantime must not be sent here. An effect with a key that was rebuilt
 * since it was read is not sent either: its note would carry the old mark. The next read delivers it.
 */
export async function markSending<Effect extends PendingEffect>(
  transaction: Transaction,
  effects: readonly Effect[],
  now: number,
): Promise<readonly Effect[]> {
  const taken = await readValues(transaction, z.string())`
    UPDATE "effects" SET "state" = 'sending', "sent_at" = ${new Date(now)}, "attempts" = "attempts" + 1
    FROM unnest(${idsOf(effects)}::uuid[], ${effects.map(({ key }) => key)}::text[]) AS known("id", "key")
    WHERE "effects"."account_id" = ${accountOf(effects)}::uuid AND "effects"."id" = known."id" AND "effects"."key" = known."key"
      AND "state" = 'open'
    RETURNING "effects"."id"::text`;
  const ids = new Set(taken);
  return effects
    .filter(({ id }) => ids.has(id))
    .map((effect) => ({ ...effect, attempts: effect.attempts + 1, sentAt: now }));
}

/** Effects that are given together are of one account. */
export type KnownEffect = Pick<PendingEffect, 'accountId' | 'id' | 'sentAt'>;

export interface DoneEffect extends KnownEffect {
  /** Kommo's id of the created object; null for a change */
  readonly kommoId: number | null;
  /** the parts that were left out, for the event log */
  readonly remark?: string | null;
}

export async function markDone(transaction: Transaction, effects: readonly DoneEffect[], now: number): Promise<void> {
  const kommoIds = effects.map(({ kommoId }) => kommoId);
  const remarks = effects.map(({ remark = null }) => remark);
  await transaction.$executeRaw`
    UPDATE "effects" SET "state" = 'done', "done_at" = ${new Date(now)}, "kommo_id" = known."kommo_id",
      "last_error" = known."remark"
    FROM unnest(${idsOf(effects)}::uuid[], ${sentTimesOf(effects)}::timestamptz[], ${kommoIds}::bigint[], ${remarks}::text[])
      AS known("id", "sent_at", "kommo_id", "remark")
    WHERE ${areStillOurs(effects)}`;
}

/** @param reason Kommo's own message, or ours, for the event log */
export function markFailed(transaction: Transaction, effects: readonly KnownEffect[], reason: string): Promise<void> {
  return change(transaction, effects, Prisma.sql`"state" = 'failed', "last_error" = ${reason}`);
}

/** @param reason why nothing has to change in Kommo, for the event log */
export function markSkipped(transaction: Transaction, effects: readonly KnownEffect[], reason: string): Promise<void> {
  return change(transaction, effects, Prisma.sql`"state" = 'skipped', "last_error" = ${reason}`);
}

/** It may have happened: it is not sent before `lookAt`, and then only after a search. */
export function markUncertain(
  transaction: Transaction,
  effects: readonly KnownEffect[],
  lookAt: number,
  reason: string,
): Promise<void> {
  const nextAttempt = new Date(lookAt);
  return change(
    transaction,
    effects,
    Prisma.sql`"state" = 'uncertain', "next_attempt" = ${nextAttempt}, "last_error" = ${reason}`,
  );
}

/** It was searched for and not found, or repeating it is harmless: it is sent (again). */
export function reopen(transaction: Transaction, effects: readonly KnownEffect[]): Promise<void> {
  return change(transaction, effects, Prisma.sql`"state" = 'open'`);
}

/** The request never left, so it does not count as an attempt. */
export function markUnsent(transaction: Transaction, effects: readonly KnownEffect[], reason: string): Promise<void> {
  return change(
    transaction,
    effects,
    Prisma.sql`"state" = 'open', "sent_at" = NULL, "attempts" = "attempts" - 1, "last_error" = ${reason}`,
  );
}

/** It waits for something else; it is due again at `until`. */
export function postpone(transaction: Transaction, effects: readonly KnownEffect[], until: number): Promise<void> {
  return change(transaction, effects, Prisma.sql`"next_attempt" = ${new Date(until)}`);
}

async function change(
  transaction: Transaction,
  effects: readonly KnownEffect[],
  assignments: Prisma.Sql,
): Promise<void> {
  if (effects.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "effects" SET ${assignments}
    FROM unnest(${idsOf(effects)}::uuid[], ${sentTimesOf(effects)}::timestamptz[]) AS known("id", "sent_at")
    WHERE ${areStillOurs(effects)}`;
}

/**
 * A process that stalled for long may return to effects that another process has sent since. It must not overwrite
 * their outcome.
 */
const areStillOurs = (
  effects: readonly KnownEffect[],
) => Prisma.sql`"effects"."account_id" = ${accountOf(effects)}::uuid
  AND "effects"."id" = known."id" AND "effects"."sent_at" IS NOT DISTINCT FROM known."sent_at"`;

const accountOf = ([first]: readonly KnownEffect[]): string | null => first?.accountId ?? null;

function idsOf(effects: readonly KnownEffect[]): readonly string[] {
  return effects.map(({ id }) => id);
}

function sentTimesOf(effects: readonly KnownEffect[]): readonly (string | null)[] {
  return effects.map(({ sentAt }) => (sentAt === null ? null : new Date(sentAt).toISOString()));
}

/**
 * Effects in `sending` while no run works on the account were left by a process that died. Only the account's one run
 * may call this.
 */
export async function settleLeftovers(
  transaction: Transaction,
  accountId: string,
  report: (error: unknown) => void,
): Promise<void> {
  const leftovers = await transaction.effect.findMany({
    where: { accountId, state: 'sending' },
    select: { id: true, sentAt: true },
  });
  const known = leftovers.map(({ id, sentAt }) => ({ accountId, id, sentAt: sentAt?.getTime() ?? 0 }));
  await isolateFailures(
    known,
    async (some) => {
      for (const [sentAt, together] of Map.groupBy(some, (leftover) => leftover.sentAt)) {
        await markUncertain(transaction, together, lookAfterCrash(sentAt), 'The server stopped while sending this');
      }
    },
    async (_leftover, error) => report(error),
  );
}
