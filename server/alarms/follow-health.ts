import type { FastifyBaseLogger } from 'fastify';
import { healthCodes } from '../health/health-entry.ts';
import type { createAllHealth } from '../health/read-all-health.ts';
import type { Database } from '../platform/database/database.ts';
import type { Prisma } from '../platform/database/generated/client.ts';
import { day } from '../platform/time/units.ts';
import { compareAlarms, type OpenAlarm } from './compare-alarms.ts';

/** ms; alarms that ended longer ago are deleted */
const keptFor = 90 * day;

/**
 * Opens an alarm for each health entry that has none, and ends alarms that no longer have an entry. Several processes
 * may do so at once: the database allows one open alarm per account and code.
 */
export async function followHealth(
  prisma: Database['prisma'],
  readAllHealth: ReturnType<typeof createAllHealth>,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  now: number,
): Promise<void> {
  const health = await readAllHealth(now);
  // Alarms opened by a newer version are left to that version.
  const open = await prisma.alarm.findMany({ where: { endedAt: null, code: { in: [...healthCodes] } } });
  const changes = compareAlarms(health, open, now);
  for (const { accountId, entry } of changes.begun) {
    const { code, since, figures } = entry;
    const { count } = await prisma.alarm.createMany({
      data: { accountId, code, since: new Date(since), figures, noticedAt: new Date(now) },
      skipDuplicates: true,
    });
    if (count > 0) log.warn({ accountId, ...entry }, 'an alarm has begun');
  }
  await updateOpen(changes.absent, { absentSince: new Date(now) });
  // The ten minutes before the alarm is reported start again: two blips within the hour are no alarm.
  await updateOpen(changes.back, { absentSince: null, noticedAt: new Date(now) });
  for (const alarm of changes.over) {
    const { count } = await prisma.alarm.updateMany({
      where: { accountId: alarm.accountId, id: alarm.id, endedAt: null, absentSince: { not: null } },
      data: { endedAt: alarm.absentSince },
    });
    if (count > 0) log.info({ accountId: alarm.accountId, code: alarm.code }, 'an alarm is over');
  }
  await forgetOld(new Date(now - keptFor));

  async function updateOpen(alarms: readonly OpenAlarm[], data: Prisma.AlarmUpdateManyMutationInput): Promise<void> {
    for (const [accountId, own] of Map.groupBy(alarms, (alarm) => alarm.accountId)) {
      const ids = own.map(({ id }) => id);
      await prisma.alarm.updateMany({ where: { accountId, id: { in: ids }, endedAt: null }, data });
    }
  }

  async function forgetOld(before: Date): Promise<void> {
    await prisma.$executeRaw`
      WITH old AS (DELETE FROM "alarms" WHERE "ended_at" < ${before} RETURNING "account_id", "id")
      DELETE FROM "alarm_messages" m USING old WHERE m."account_id" = old."account_id" AND m."alarm_id" = old."id"`;
  }
}
