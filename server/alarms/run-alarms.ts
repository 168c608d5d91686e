import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/config.ts';
import { createAllHealth } from '../health/read-all-health.ts';
import type { Database } from '../platform/database/database.ts';
import { createAlarmDescription } from './alarm-description.ts';
import { AlarmNotSent, type Channel } from './channel.ts';
import { createEmailChannels } from './email-channels.ts';
import { followHealth } from './follow-health.ts';
import { type DueNews, findDueNews, markNotSent, markSent, queueMessages } from './message-queue.ts';
import { createWebhookChannel } from './webhook-channel.ts';

interface AlarmDependencies {
  readonly config: Pick<Config, 'alarms' | 'publicUrl' | 'kommo'>;
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
}

/**
 * Follows the health of all accounts and sends alarms through the channels that the environment configures. Recurring
 * work, so no two processes send at once. A message is marked after it was sent: a process that dies in between has it
 * sent again.
 */
export function createAlarms(dependencies: AlarmDependencies): (signal: AbortSignal) => Promise<void> {
  const { database, log, now } = dependencies;
  const channels = channelsOf(dependencies.config);
  const readAllHealth = createAllHealth(database);
  return async (signal) => {
    await followHealth(database.prisma, readAllHealth, log, now());
    const names = channels.map(({ name }) => name);
    await queueMessages(database.prisma, names, now());
    for (const channel of channels) await sendDue(dependencies, channel, signal);
  };
}

function channelsOf({ alarms, publicUrl, kommo }: AlarmDependencies['config']): readonly Channel[] {
  const { webhook, smtp, email } = alarms;
  const describe = createAlarmDescription(publicUrl, kommo.originTemplate);
  return [
    ...(webhook === undefined ? [] : [createWebhookChannel(webhook, describe)]),
    ...(smtp === undefined ? [] : createEmailChannels(smtp, email, describe)),
  ];
}

async function sendDue(dependencies: AlarmDependencies, channel: Channel, signal: AbortSignal): Promise<void> {
  const { database, log, now } = dependencies;
  let isUp = true;
  while (isUp && !signal.aborted) {
    const due = await findDueNews({ prisma: database.prisma, log }, channel.name, now());
    if (due.length === 0) return;
    isUp = await sendNews(dependencies, channel, due, signal);
  }
}

/**
 * Alarms that are due together go into one message, so that an outage of Kommo does not flood an inbox.
 * @returns whether the channel can send more
 */
async function sendNews(
  { database, log, now }: AlarmDependencies,
  channel: Channel,
  due: readonly DueNews[],
  signal: AbortSignal,
): Promise<boolean> {
  const { prisma } = database;
  const byRecipient = Map.groupBy(due, ({ account }) => (channel.name === 'account_email' ? account.id : ''));
  let outage: AlarmNotSent | null = null;
  for (const news of byRecipient.values()) {
    outage ??= await trySending(news);
    if (outage !== null) await giveBack(news, outage);
  }
  return outage === null;

  /** @returns why this channel can send nothing at the moment */
  async function trySending(news: readonly DueNews[]): Promise<AlarmNotSent | null> {
    try {
      await channel.send(news, signal);
    } catch (error) {
      if (!(error instanceof AlarmNotSent)) throw error;
      if (!error.isRefused) return error;
      await giveBack(news, error);
      return null;
    }
    await markSent(prisma, news, now());
    return null;
  }

  async function giveBack(news: readonly DueNews[], { message }: AlarmNotSent): Promise<void> {
    const givenUp = await markNotSent(prisma, news, message, now());
    const about = { channel: channel.name, alarms: news.length, reason: message };
    if (givenUp < news.length) log.warn(about, 'alarms could not be sent; they are tried again');
    if (givenUp > 0) log.error({ ...about, givenUp }, 'alarms could not be sent for a day and are given up');
  }
}
