import { onTestFinished } from 'vitest';
import { createAlarms } from '../../../server/alarms/run-alarms.ts';
import { readConfig } from '../../../server/config/config.ts';
import { openTestDatabase } from '../../postgres/test-database.ts';
import { type SmtpInbox, startSmtpInbox } from './smtp-inbox.ts';
import { startWebhookInbox, type WebhookInbox } from './webhook-inbox.ts';

const secret = 'a-secret-of-the-receiver';
export const operator = 'ops@provider.example';
export const administrator = 'ada@acme.example';

const minute = 60_000;

/**
 * Accounts on a migrated database, and real servers that receive their alarms. Time passes only when a test says so.
 */
export async function setAlarmScene() {
  const database = await openTestDatabase();
  const { prisma } = database;
  const [webhook, smtp] = await Promise.all([startWebhookInbox(secret), startSmtpInbox()]);
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const started = Date.now();
  let now = started;
  const logged: string[] = [];
  const note = (about: unknown, message?: unknown) => void logged.push(`${message} ${JSON.stringify(about)}`);
  const environment = environmentOf(webhook, smtp);

  return {
    ...{ database, prisma, webhook, smtp, logged },
    now: () => now,
    pass: (minutes: number) => {
      now += minutes * minute;
    },
    /** an account without problems */
    addAccount: async (subdomain: string, email: string | null = null): Promise<string> => {
      const { id } = await prisma.account.create({
        data: {
          subdomain,
          name: `${subdomain.toUpperCase()} GmbH`,
          webhookKey: subdomain,
          settings: { alarms: { email } },
        },
      });
      return id;
    },
    setState: async (id: string, state: 'connected' | 'needs_reauthorization' | 'uninstalled') =>
      void (await prisma.account.update({ where: { id }, data: { state } })),
    /** a separate process, with these variables set, or all of them */
    startProcess: (variables: Readonly<Record<string, string>> = environment) => {
      const run = createAlarms({
        config: readConfig({ PUBLIC_URL: 'https://payments.example', ...variables }),
        database,
        log: { info: note, warn: note, error: note },
        now: () => now,
      });
      return () => run(stopping.signal);
    },
  };
}

function environmentOf(webhook: WebhookInbox, smtp: SmtpInbox): Readonly<Record<string, string>> {
  return {
    ALARM_WEBHOOK_URL: webhook.url,
    ALARM_WEBHOOK_SECRET: secret,
    ALARM_EMAIL: operator,
    SMTP_URL: smtp.url,
    SMTP_FROM: 'alarms@provider.example',
  };
}
