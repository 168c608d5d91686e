import type { PrismaClient } from '../../platform/database/generated/client.ts';

/** Deletes the secrets and addresses that were changed and whose time is over. To be run by a timer. */
export async function endPreviousConnections(prisma: PrismaClient, now: number): Promise<void> {
  const ended = { lte: new Date(now) };
  await prisma.account.updateMany({
    where: { previousWebhookSecretEndsAt: ended },
    data: { previousWebhookSecret: null, previousWebhookSecretEndsAt: null },
  });
  await prisma.account.updateMany({
    where: { nextWebhookSecretEndsAt: ended },
    data: { nextWebhookSecret: null, nextWebhookSecretEndsAt: null },
  });
  await prisma.formerWebhookKey.deleteMany({ where: { endsAt: ended } });
}
