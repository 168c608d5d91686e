import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { healthCodes, healthEntrySchema } from '../health/health-entry.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { readRows } from '../platform/database/read-rows.ts';
import { minute } from '../platform/time/units.ts';
import { type AlarmNews, type ChannelName, newsKinds } from './channel.ts';
import { givenUpAfter, nextAttempt } from './retry.ts';

export const messageStates = ['waiting', 'sent', 'given_up'] as const;

/** ms that a problem must last before it is reported; one that ends by itself sooner is not reported */
const confirmedAfter = 10 * minute;
/** ms after which another process may send what this one has claimed, in case this one died */
const claimMs = 5 * minute;
/** Rows per claim. Each account row is an e-mail that may take 30 s: all of them finish before the claim expires. */
const claimedAtOnce: Readonly<Record<ChannelName, number>> = { webhook: 50, operator_email: 50, account_email: 8 };

/** News that this process may send now. */
export interface ClaimedNews extends AlarmNews {
  readonly messageId: bigint;
  readonly attempts: number;
  /** ms */
  readonly createdAt: number;
}

/**
 * Adds the missing messages: about the start of each open alarm for every channel, and about its end for the channels
 * that reported the start. Nothing has to happen at the moment when an alarm starts or ends. So a process that dies
 * then loses no message, and a channel that is set up later reports the open alarms. Messages without a recipient are
 * dropped; messages of a channel that only other processes have are dropped after the day in which those could send
 * them. An alarm that ended before it was reported gets no message, unless another process is reporting it right now.
 * Rows are written in one order: two processes that write the same rows in different orders would deadlock (40P01).
 */
export async function queueMessages(
  prisma: PrismaClient,
  channels: readonly ChannelName[],
  now: number,
): Promise<void> {
  const at = new Date(now);
  await prisma.$executeRaw`
    DELETE FROM "alarm_messages" m USING "accounts" o, "alarms" a
    WHERE o."id" = m."account_id" AND a."account_id" = m."account_id" AND a."id" = m."alarm_id" AND m."state" = 'waiting' AND (o."state" = 'uninstalled'
      OR (m."kind" = 'begun' AND a."ended_at" IS NOT NULL AND m."next_attempt" <= ${at})
      OR (m."channel" <> ALL(${channels}::text[]) AND m."created_at" <= ${new Date(now - givenUpAfter)})
      OR (m."channel" = 'account_email' AND o."settings" -> 'alarms' ->> 'email' IS NULL))`;
  await prisma.$executeRaw`
    INSERT INTO "alarm_messages" ("account_id", "alarm_id", "kind", "channel", "next_attempt", "created_at")
    SELECT a."account_id", a."id", k.kind, c.channel, ${at}::timestamptz, ${at}::timestamptz
    FROM "alarms" a JOIN "accounts" o ON o."id" = a."account_id" AND o."state" <> 'uninstalled'
    CROSS JOIN (VALUES ('begun'), ('ended')) AS k(kind)
    CROSS JOIN unnest(${channels}::text[]) AS c(channel)
    WHERE (c.channel <> 'account_email' OR o."settings" -> 'alarms' ->> 'email' IS NOT NULL)
      AND CASE k.kind WHEN 'begun' THEN a."ended_at" IS NULL AND a."absent_since" IS NULL
          AND a."noticed_at" <= ${new Date(now - confirmedAfter)}
        ELSE a."ended_at" IS NOT NULL AND EXISTS (
          SELECT FROM "alarm_messages" m WHERE m."account_id" = a."account_id" AND m."alarm_id" = a."id" AND m."channel" = c.channel
            AND m."kind" = 'begun' AND m."state" = 'sent') END
    ORDER BY a."id", k.kind, c.channel
    ON CONFLICT DO NOTHING`;
}

const isoTime = z.date().transform((date) => date.toISOString());

const rowSchema = z.object({
  messageId: z.bigint(),
  attempts: z.number(),
  createdAt: z.date().transform((date) => date.getTime()),
  alarmId: z.string(),
  kind: newsKinds,
  ...{ code: z.string(), since: isoTime, figures: z.unknown() },
  endedAt: isoTime.nullable(),
  account: z.object({ id: z.string(), name: z.string(), subdomain: z.string(), alarmEmail: z.string().nullable() }),
});

/**
 * Claims a channel's due messages; each message goes to one process. Messages with codes of a newer version are left to
 * that version. Unreadable messages are given up, so that they do not hold up the rest.
 */
export async function claimMessages(
  { prisma, log }: { readonly prisma: PrismaClient; readonly log: Pick<FastifyBaseLogger, 'error'> },
  channel: ChannelName,
  now: number,
): Promise<readonly ClaimedNews[]> {
  const rows = await readRows(prisma, z.looseObject({ messageId: z.bigint(), accountId: z.string() }))`
    UPDATE "alarm_messages" m SET "attempts" = m."attempts" + 1, "next_attempt" = ${new Date(now + claimMs)}
    FROM "alarms" a, "accounts" o
    WHERE a."account_id" = m."account_id" AND a."id" = m."alarm_id" AND o."id" = m."account_id" AND (m."account_id", m."id") IN (
      SELECT due."account_id", due."id" FROM "alarm_messages" due
      JOIN "alarms" its ON its."account_id" = due."account_id" AND its."id" = due."alarm_id"
      WHERE due."channel" = ${channel} AND due."state" = 'waiting' AND due."next_attempt" <= ${new Date(now)}
        AND its."code" = ANY(${healthCodes}::text[]) AND (due."kind" = 'ended' OR its."ended_at" IS NULL)
      ORDER BY due."next_attempt", due."id" LIMIT ${claimedAtOnce[channel]} FOR UPDATE OF due SKIP LOCKED)
    RETURNING m."id" AS "messageId", m."account_id"::text AS "accountId",
      m."attempts", m."created_at" AS "createdAt", m."alarm_id"::text AS "alarmId",
      m."kind", a."code", a."since", a."figures", a."ended_at" AS "endedAt",
      json_build_object('id', o."id", 'name', o."name", 'subdomain', o."subdomain",
        'alarmEmail', o."settings" -> 'alarms' ->> 'email') AS account`;
  const claimed = rows.map((row) => ({ ...row, news: newsOf(row) }));
  const unreadable = claimed.filter(({ news }) => news === null);
  if (unreadable.length > 0) {
    await prisma.alarmMessage.updateMany({
      where: {
        accountId: { in: unreadable.map(({ accountId }) => accountId) },
        id: { in: unreadable.map(({ messageId }) => messageId) },
      },
      data: { state: 'given_up', lastError: 'unreadable' },
    });
    log.error(
      { channel, messages: unreadable.map(({ messageId }) => String(messageId)) },
      'alarms that cannot be read are given up',
    );
  }
  return claimed.flatMap(({ news }) => news ?? []).toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1));
}

/** Null when it cannot be read. */
function newsOf(claimed: unknown): ClaimedNews | null {
  const { data: row } = rowSchema.safeParse(claimed);
  const { data: entry } = healthEntrySchema.safeParse(row);
  return row === undefined || entry === undefined ? null : { ...row, entry };
}

export async function markSent(prisma: PrismaClient, news: readonly ClaimedNews[], now: number): Promise<void> {
  await prisma.alarmMessage.updateMany({
    where: {
      accountId: { in: news.map(({ account }) => account.id) },
      id: { in: news.map(({ messageId }) => messageId) },
    },
    data: { state: 'sent', sentAt: new Date(now), lastError: null },
  });
}

/** @returns how many are given up */
export async function markNotSent(
  prisma: PrismaClient,
  news: readonly ClaimedNews[],
  reason: string,
  now: number,
): Promise<number> {
  let givenUp = 0;
  for (const each of news) {
    const next = nextAttempt(each, now);
    // Another process may have sent it in the meantime.
    const { count } = await prisma.alarmMessage.updateMany({
      where: { accountId: each.account.id, id: each.messageId, state: 'waiting' },
      data: { lastError: reason, ...(next === null ? { state: 'given_up' } : { nextAttempt: new Date(next) }) },
    });
    if (next === null) givenUp += count;
  }
  return givenUp;
}
