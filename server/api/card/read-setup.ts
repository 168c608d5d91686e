import { readRefusedWebhook } from '../../fastspring/webhook/refused-webhooks.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { hasWebhookSecret } from '../settings/fastspring-connection.ts';
import type { SetupState } from './payments-view.ts';

/** What stands between the account and its first payment. */
export async function readSetup(prisma: PrismaClient, sealer: Sealer, accountId: string): Promise<SetupState> {
  const [account, event] = await Promise.all([
    prisma.account.findUniqueOrThrow({ where: { id: accountId }, select: { id: true, webhookSecret: true } }),
    // Ordered, so that the index finds it: without, Postgres reads the table and hopes for an early one.
    prisma.event.findFirst({ where: { accountId }, orderBy: { id: 'asc' }, select: { id: true } }),
  ]);
  if (event !== null) return 'ready';
  if (!hasWebhookSecret(sealer, account)) return 'no-secret';
  return (await readRefusedWebhook(prisma, accountId, null)) === null ? 'no-event' : 'refused';
}
