import type { SingleAccountConfig } from '../config.ts';
import { createSealer, type Sealer } from '../crypto/seal.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/**
 * Keeps FastSpring's side of the environment in the account's row, where everything else looks for it. What is stored
 * already is not sealed anew, because a change means new credentials to everybody else.
 */
export async function saveConnectionOfEnvironment(
  prisma: PrismaClient,
  accountId: string,
  config: Pick<SingleAccountConfig, 'webhookSecret' | 'apiUsername' | 'apiPassword'>,
  encryptionKey: Buffer,
): Promise<void> {
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const secrets = createSealer(encryptionKey, 'fastspring-webhook-secret');
  const credentials = createSealer(encryptionKey, 'fastspring-api-credentials');
  const webhookSecret = changed(secrets, account.webhookSecret, config.webhookSecret);
  const apiUsername = changed(credentials, account.apiUsername, config.apiUsername);
  const apiPassword = changed(credentials, account.apiPassword, config.apiPassword);
  await prisma.account.update({
    where: { id: accountId },
    data: {
      ...(webhookSecret !== undefined && { webhookSecret, previousWebhookSecret: account.webhookSecret }),
      ...(apiUsername !== undefined && { apiUsername }),
      ...(apiPassword !== undefined && { apiPassword }),
    },
  });
}

function changed(sealer: Sealer, stored: string | null, given: string | undefined): string | undefined {
  if (given === undefined || (stored !== null && sealer.open(stored) === given)) return undefined;
  return sealer.seal(given);
}
