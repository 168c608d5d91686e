import type { PrismaClient } from '../../platform/database/generated/client.ts';

/** Deletes replaced secrets and addresses that have expired. Run by a timer. */
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
