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
/** alarms in one message */
const newsTogether = 50;

/** News that is to be sent now. */
export interface DueNews extends AlarmNews {
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
 * them. An alarm that ended before it was reported gets no message.
 */
export async function queueMessages(
  prisma: PrismaClient,
  channels: readonly ChannelName[],
  now: number,
): Promise<void> {
  const at = new Date(now);
  await prisma.$executeRaw`
    DELETE FROM "alarm_messages" m USING "accounts" o, "alarms" a
    WHERE o."id" = m."account_id" AND a."account_id" = m."account_id" AND a."id" = m."alarm_id" AND m."state" = 'waiting'
      AND (o."state" = 'uninstalled' OR (m."kind" = 'begun' AND a."ended_at" IS NOT NULL)
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
 * A channel's due messages, longest waiting first. Messages with codes of a newer version are left to that version.
 * Unreadable messages are given up, so that they do not hold up the rest.
 */
export async function findDueNews(
  { prisma, log }: { readonly prisma: PrismaClient; readonly log: Pick<FastifyBaseLogger, 'error'> },
  channel: ChannelName,
  now: number,
): Promise<readonly DueNews[]> {
  const rows = await readRows(prisma, z.looseObject({ messageId: z.bigint(), accountId: z.string() }))`
    SELECT m."id" AS "messageId", m."account_id"::text AS "accountId", m."attempts", m."created_at" AS "createdAt",
      m."alarm_id"::text AS "alarmId", m."kind", a."code", a."since", a."figures", a."ended_at" AS "endedAt",
      json_build_object('id', o."id", 'name', o."name", 'subdomain', o."subdomain",
        'alarmEmail', o."settings" -> 'alarms' ->> 'email') AS account
    FROM "alarm_messages" m JOIN "alarms" a ON a."account_id" = m."account_id" AND a."id" = m."alarm_id"
    JOIN "accounts" o ON o."id" = m."account_id"
    WHERE m."channel" = ${channel} AND m."state" = 'waiting' AND m."next_attempt" <= ${new Date(now)}
      AND a."code" = ANY(${healthCodes}::text[]) AND (m."kind" = 'ended' OR a."ended_at" IS NULL)
    ORDER BY m."next_attempt", m."id" LIMIT ${newsTogether}`;
  const due = rows.map((row) => ({ ...row, news: newsOf(row) }));
  const unreadable = due.filter(({ news }) => news === null);
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
  return due.flatMap(({ news }) => news ?? []).toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1));
}

/** Null when it cannot be read. */
function newsOf(due: unknown): DueNews | null {
  const { data: row } = rowSchema.safeParse(due);
  const { data: entry } = healthEntrySchema.safeParse(row);
  return row === undefined || entry === undefined ? null : { ...row, entry };
}

export async function markSent(prisma: PrismaClient, news: readonly DueNews[], now: number): Promise<void> {
  await prisma.alarmMessage.updateMany({
    where: {
      accountId: { in: news.map(({ account }) => account.id) },
      id: { in: news.map(({ messageId }) => messageId) },
    },
    data: { state: 'sent', sentAt: new Date(now), lastError: null, attempts: { increment: 1 } },
  });
}

/** @returns how many are given up */
export async function markNotSent(
  prisma: PrismaClient,
  news: readonly DueNews[],
  reason: string,
  now: number,
): Promise<number> {
  let givenUp = 0;
  for (const each of news) {
    const attempts = each.attempts + 1;
    const next = nextAttempt({ ...each, attempts }, now);
    // A process that stalled may have sent it in the meantime.
    const { count } = await prisma.alarmMessage.updateMany({
      where: { accountId: each.account.id, id: each.messageId, state: 'waiting' },
      data: {
        lastError: reason,
        attempts,
        ...(next === null ? { state: 'given_up' } : { nextAttempt: new Date(next) }),
      },
    });
    if (next === null) givenUp += count;
  }
  return givenUp;
}
