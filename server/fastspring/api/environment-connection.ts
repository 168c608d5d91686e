import type { SingleAccountConfig } from '../../config/config.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { SealedColumn, Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { webhookSecretColumns } from '../webhook/secret-rotation.ts';

/**
 * Keeps FastSpring's side of the environment in the account's row, where everything else looks for it. What is stored
 * already is not sealed anew, because a change means new credentials to everybody else.
 */
export async function saveConnectionOfEnvironment(
  prisma: PrismaClient,
  sealer: Sealer,
  accountId: string,
  config: Pick<SingleAccountConfig, 'webhookSecret' | 'apiUsername' | 'apiPassword'>,
  now: number,
): Promise<void> {
  const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const apiUsername = changed(sealedColumns.apiUsername, account.apiUsername, config.apiUsername);
  const apiPassword = changed(sealedColumns.apiPassword, account.apiPassword, config.apiPassword);
  await prisma.account.update({
    where: { id: accountId },
    data: {
      ...(config.webhookSecret !== undefined && webhookSecretColumns(sealer, account, config.webhookSecret, now)),
      ...(apiUsername !== undefined && { apiUsername }),
      ...(apiPassword !== undefined && { apiPassword }),
    },
  });

  function changed(column: SealedColumn, stored: string | null, given: string | undefined): string | undefined {
    if (given === undefined || openOrNull(sealer, column, accountId, stored) === given) return undefined;
    return sealer.seal(column, accountId, given);
  }
}
