import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/config.ts';
import { createAllHealth } from '../health/read-all-health.ts';
import type { Database } from '../platform/database/database.ts';
import { createAlarmDescription } from './alarm-description.ts';
import { AlarmNotSent, type Channel } from './channel.ts';
import { createEmailChannels } from './email-channels.ts';
import { followHealth } from './follow-health.ts';
import { type ClaimedNews, claimMessages, markNotSent, markSent, queueMessages } from './message-queue.ts';
import { createWebhookChannel } from './webhook-channel.ts';

interface AlarmDependencies {
  readonly config: Pick<Config, 'alarms' | 'publicUrl' | 'kommo'>;
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  /** aborted when the service stops */
  readonly stopping: AbortSignal;
  readonly now: () => number;
}

/**
 * Follows the health of all accounts and sends alarms through the channels that the environment configures. Run by a
 * timer, in each of the processes that share a database.
 */
export function createAlarms(dependencies: AlarmDependencies): () => Promise<void> {
  const { database, log, now } = dependencies;
  const channels = channelsOf(dependencies.config);
  const readAllHealth = createAllHealth(database);
  return async () => {
    await followHealth(database.prisma, readAllHealth, log, now());
    const names = channels.map(({ name }) => name);
    await queueMessages(database.prisma, names, now());
    for (const channel of channels) await sendDue(dependencies, channel);
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

async function sendDue(dependencies: AlarmDependencies, channel: Channel): Promise<void> {
  const { database, log, now } = dependencies;
  let isUp = true;
  while (isUp) {
    const claimed = await claimMessages({ prisma: database.prisma, log }, channel.name, now());
    if (claimed.length === 0) return;
    isUp = await sendClaimed(dependencies, channel, claimed);
  }
}

/**
 * Alarms that are due together go into one message, so that an outage of Kommo does not flood an inbox.
 * @returns whether the channel can send more
 */
async function sendClaimed(
  { database, log, stopping, now }: AlarmDependencies,
  channel: Channel,
  claimed: readonly ClaimedNews[],
): Promise<boolean> {
  const { prisma } = database;
  const byRecipient = Map.groupBy(claimed, ({ account }) => (channel.name === 'account_email' ? account.id : ''));
  let outage: AlarmNotSent | null = null;
  for (const news of byRecipient.values()) {
    outage ??= await trySending(news);
    if (outage !== null) await giveBack(news, outage);
  }
  return outage === null;

  /** @returns why this channel can send nothing at the moment */
  async function trySending(news: readonly ClaimedNews[]): Promise<AlarmNotSent | null> {
    try {
      await channel.send(news, stopping);
    } catch (error) {
      if (!(error instanceof AlarmNotSent)) throw error;
      if (!error.isRefused) return error;
      await giveBack(news, error);
      return null;
    }
    await markSent(prisma, news, now());
    return null;
  }

  async function giveBack(news: readonly ClaimedNews[], { message }: AlarmNotSent): Promise<void> {
    const givenUp = await markNotSent(prisma, news, message, now());
    const about = { channel: channel.name, alarms: news.length, reason: message };
    if (givenUp < news.length) log.warn(about, 'alarms could not be sent; they are tried again');
    if (givenUp > 0) log.error({ ...about, givenUp }, 'alarms could not be sent for a day and are given up');
  }
}
