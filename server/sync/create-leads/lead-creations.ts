import { isolateFailures } from '../../delivery/effects/isolate-failures.ts';
import { lookAfterCrash } from '../../delivery/effects/retry-delays.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { LeadCreation, PrismaClient } from '../../platform/database/generated/client.ts';
import { lockAccount } from '../../platform/database/lock-account.ts';
import { minute } from '../../platform/time/units.ts';
import { nextInTurn } from '../../rules/settings/responsible.ts';

/**
 * The states of a lead to be created, and the only statements that change them:
 *
 *     wanted ──▶ sending ──▶ done
 *        ▲          ├──────▶ failed      Kommo refused it; a person may request it again
 *        │          └──────▶ uncertain   it may have been created: searched for before it is sent again
 *        └─────────────────────┘
 *
 * Only the account's job creates leads, one run at a time; all other code requests them here. Times are ms.
 */
export const creationStates = ['wanted', 'sending', 'uncertain', 'done', 'failed'] as const;

/** Reasons for no match after which a lead may be created; several possible matches are left to a person. */
export const noMatchCodes: readonly string[] = ['nobody', 'noLead', 'noOpenLead'];

/** ms; a search this recent need not be repeated before a lead is created */
const searchHolds = minute;

/**
 * Customers who bought something and match no one in Kommo, as SQL over the aliases a (account), c (customer). A
 * colleague's or the company's lead is for a person to choose. Imported history alone creates no lead, nor does a test
 * order that is only shown, nor a customer whom a person put aside as not relevant. A lead is requested once per address, regardless of the outcome. A customer due for a later
 * search, because of a second payment, does not wait for it.
 */
export const wantsLead = `
  a."settings" -> 'matching' ->> 'createWhenUnmatched' = 'lead' AND c."match_state" = 'unmatched'
  AND c."not_relevant_at" IS NULL
  AND (c."next_match_at" IS NULL OR c."next_match_at" > now()) AND c."email_folded" IS NOT NULL
  AND c."match" -> 'why' ->> 'code' IN (${noMatchCodes.map((code) => `'${code}'`).join(', ')})
  AND NOT (c."match" -> 'why' ->> 'code' = 'noLead' AND c."match" @? '$.candidates[*].leadId ? (@ != null)')
  AND EXISTS (
    SELECT FROM "facts" f JOIN "events" e ON e."account_id" = f."account_id" AND e."id" = f."event_row_id" AND e."source" <> 'import'
    WHERE f."account_id" = a."id" AND f."customer_id" = c."id" AND f."planned_at" IS NULL
      AND (f."live" OR a."settings" ->> 'testOrders' = 'act')
      AND (f."data" ->> 'kind' = 'subscription' OR f."data" ->> 'state' IN ('completed', 'payment_pending', 'approval_pending')))
  AND NOT EXISTS (SELECT FROM "lead_creations" l
    WHERE l."account_id" = a."id" AND l."email_folded" = c."email_folded")`;

/** Requests a lead for every customer who gets one by the settings. */
export async function requestConfiguredLeads(transaction: Transaction, accountId: string, now: number): Promise<void> {
  await transaction.$executeRawUnsafe(
    `INSERT INTO "lead_creations" ("account_id", "email_folded", "look_at")
     SELECT a."id", c."email_folded",
       min(CASE WHEN c."matched_at" > $2::timestamptz THEN c."matched_at" ELSE $3::timestamptz END)
     FROM "accounts" a JOIN "customers" c ON c."account_id" = a."id"
     WHERE a."id" = $1::uuid AND ${wantsLead}
     GROUP BY a."id", c."email_folded" ON CONFLICT DO NOTHING`,
    accountId,
    new Date(now - searchHolds).toISOString(),
    new Date(now).toISOString(),
  );
}

/**
 * A person requests a lead, possibly again after a failure or when the lead is gone. A creation in progress stays as it
 * is.
 * @returns whether this changed anything
 */
export async function wantLead(
  transaction: Transaction,
  accountId: string,
  emailFolded: string,
  requestedBy: number,
  now: number,
): Promise<boolean> {
  const changed = await transaction.$executeRaw`
    INSERT INTO "lead_creations" AS l ("account_id", "email_folded", "requested_by", "look_at")
    VALUES (${accountId}::uuid, ${emailFolded}, ${requestedBy}, ${new Date(now)})
    ON CONFLICT ("account_id", "email_folded") DO UPDATE SET
      "state" = 'wanted', "requested_by" = excluded."requested_by", "look_at" = excluded."look_at", "attempts" = 0,
      "sent_at" = NULL, "name" = NULL, "lead_id" = NULL, "last_error" = NULL
    WHERE l."state" IN ('done', 'failed')`;
  return changed > 0;
}

/**
 * Makes each wanted lead be searched for once more before its creation: a person may have created it in the meantime.
 */
export async function searchAgainForWanted(transaction: Transaction, accountId: string, now: number): Promise<void> {
  await transaction.leadCreation.updateMany({
    where: { accountId, state: 'wanted' },
    data: { lookAt: new Date(now) },
  });
}

/**
 * Creations in `sending` while no run works on the account were left by a process that died. One that cannot be settled
 * is reported, and holds up no other.
 */
export async function settleLeadLeftovers(
  transaction: Transaction,
  accountId: string,
  report: (error: unknown) => void,
): Promise<void> {
  const leftovers = await transaction.leadCreation.findMany({ where: { accountId, state: 'sending' } });
  for (const leftover of leftovers) {
    const lookAt = lookAfterCrash(leftover.sentAt?.getTime() ?? 0);
    const settle = () => becomeUncertain(transaction, leftover, lookAt, 'The server stopped while sending this');
    await isolateFailures([leftover], settle, async (_leftover, error) => report(error));
  }
}

export interface PlannedCreation {
  readonly name: string;
  readonly pipelineId: number | null;
  /** one of them becomes responsible, in turn */
  readonly userIds: readonly number[];
}

/** Durable before the request leaves. Also chooses the responsible user, so that no two leads get the same turn. */
export async function markCreating(
  prisma: PrismaClient,
  creation: LeadCreation,
  { name, pipelineId, userIds }: PlannedCreation,
  now: number,
): Promise<LeadCreation> {
  return prisma.$transaction(async (transaction) => {
    const turn = await assignTurn(transaction, creation.accountId, pipelineId, userIds);
    return change(transaction, creation, {
      state: 'sending',
      name,
      pipelineId: pipelineId === null ? null : BigInt(pipelineId),
      responsibleId: turn === null ? null : BigInt(turn.userId),
      turn: turn?.number ?? null,
      sentAt: new Date(now),
      attempts: creation.attempts + 1,
    });
  });
}

/** A lead that was not created uses up no turn. Blocks other choices for the account until the transaction ends. */
async function assignTurn(
  transaction: Transaction,
  accountId: string,
  pipelineId: number | null,
  userIds: readonly number[],
): Promise<{ readonly userId: number; readonly number: number } | null> {
  if (userIds.length === 0) return null;
  await lockAccount(transaction, accountId);
  return nextTurn(transaction, accountId, { pipelineId, userIds });
}

/** Whose turn it is now; null without users. Only `markCreating` makes it theirs. */
export async function nextTurn(
  transaction: Transaction,
  accountId: string,
  { pipelineId, userIds }: Omit<PlannedCreation, 'name'>,
): Promise<{ readonly userId: number; readonly number: number } | null> {
  const last = await transaction.leadCreation.groupBy({
    by: ['responsibleId'],
    where: { accountId, pipelineId, state: { in: ['sending', 'uncertain', 'done'] }, turn: { not: null } },
    _max: { turn: true },
  });
  const lastTurns = new Map(last.map(({ responsibleId, _max }) => [Number(responsibleId), _max.turn ?? 0]));
  const userId = nextInTurn(userIds, lastTurns);
  return userId === null ? null : { userId, number: Math.max(0, ...lastTurns.values()) + 1 };
}

export async function markCreated(
  transaction: Transaction,
  creation: LeadCreation,
  leadId: number,
  now: number,
): Promise<void> {
  await change(transaction, creation, {
    state: 'done',
    leadId: BigInt(leadId),
    doneAt: new Date(now),
    lastError: null,
  });
}

/** @param reason Kommo's own message */
export async function markNotCreated(transaction: Transaction, creation: LeadCreation, reason: string): Promise<void> {
  await change(transaction, creation, { state: 'failed', lastError: reason });
}

/** It was certainly not created: it is created after a search for the customer at or after `lookAt`. */
export async function retryCreation(transaction: Transaction, creation: LeadCreation, lookAt: number): Promise<void> {
  await change(transaction, creation, { state: 'wanted', lookAt: new Date(lookAt) });
}

/** It may have been created: it is not created again before `lookAt`, and then only after a search. */
export async function becomeUncertain(
  transaction: Transaction,
  creation: LeadCreation,
  lookAt: number,
  reason: string,
): Promise<void> {
  await change(transaction, creation, { state: 'uncertain', lookAt: new Date(lookAt), lastError: reason });
}

/** The lead is no longer needed. */
export async function forgetCreation(transaction: Transaction, creation: LeadCreation): Promise<void> {
  await transaction.leadCreation.deleteMany({ where: keyOf(creation) });
}

function change(
  transaction: Transaction,
  creation: LeadCreation,
  data: Partial<Omit<LeadCreation, 'accountId' | 'emailFolded'>>,
): Promise<LeadCreation> {
  return transaction.leadCreation.update({ where: { accountId_emailFolded: keyOf(creation) }, data });
}

function keyOf({ accountId, emailFolded }: LeadCreation) {
  return { accountId, emailFolded };
}
