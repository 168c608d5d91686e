import { createServer } from 'node:http';
import { listenLocally } from '../../testing/sandbox/http/listen.ts';
import type { Scene } from './scene.ts';
import type { ServiceProcess } from './service-process.ts';

/** One account for each: its webhook is registered, its block is probed, its alarm is sent, it is installed again. */
export const subjects = { webhook: 'registered', block: 'probed', alarm: 'alarming', install: 'returning' } as const;

/** Receives alarms; holds the first ones back until `release`. */
export async function startHangingInbox() {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const seen = { arrived: 0 };
  const server = createServer(async (_, response) => {
    seen.arrived += 1;
    await released;
    response.end();
  });
  const url = await listenLocally(server);
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, arrived: () => seen.arrived, release, close };
}

/** What the service does for all accounts together, due at this moment. */
export async function makeServiceWideWorkDue(scene: Scene, holder: ServiceProcess): Promise<void> {
  const { prisma } = scene.database;
  const { webhook, block, alarm, install } = subjects;
  const [past, longAgo] = [new Date(0), new Date(Date.now() - 3_600_000)];
  await prisma.kommoWebhook.updateMany({
    where: { accountId: scene.accountId(webhook) },
    data: { nextAttempt: past, state: 'unregistered' },
  });
  await prisma.account.update({
    where: { id: scene.accountId(block) },
    data: { state: 'blocked', pausedUntil: past },
  });
  await prisma.account.update({ where: { id: scene.accountId(alarm) }, data: { state: 'needs_reauthorization' } });
  await prisma.alarm.create({
    data: {
      ...{ accountId: scene.accountId(alarm), code: 'token_refused', since: longAgo, noticedAt: longAgo, figures: {} },
    },
  });
  await scene.database.query(
    `UPDATE pgboss.job SET "start_after" = now() WHERE "state" = 'created' AND "start_after" > now()`,
  );
  const callback = new URLSearchParams({
    code: scene.kommo.authorizationCode(install),
    referer: scene.wire.addressOf(install),
    client_id: scene.kommo.integration().clientId,
    from_widget: '1',
  });
  await fetch(`${holder.url}/oauth/callback?${callback}`);
}

/** Whether all of it is done. */
export async function isServiceWideWorkDone({ database: { prisma }, accountId }: Scene): Promise<boolean> {
  const done = await Promise.all([
    prisma.kommoWebhook.count({ where: { accountId: accountId(subjects.webhook), state: 'registered' } }),
    prisma.account.count({ where: { id: accountId(subjects.block), state: 'connected' } }),
    prisma.alarmMessage.count({ where: { accountId: accountId(subjects.alarm), state: 'sent' } }),
    prisma.pendingInstall.count({ where: { subdomain: subjects.install, state: 'done' } }),
  ]);
  return done.every((count) => count > 0);
}
