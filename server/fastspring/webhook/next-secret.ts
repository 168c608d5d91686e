import { randomBytes } from 'node:crypto';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { webhookSecretColumns } from './previous-secret.ts';

/**
 * A webhook secret that is made here and sent to FastSpring's API. Webhooks signed with it are accepted from before it is
 * sent, beside the current one:
 *
 *     none ──▶ next ──▶ current      FastSpring took it; the previous one is accepted for seven more days
 *               └─────▶ none         FastSpring refused it, and no other request can have set it
 *
 * After a crash, a time-out or a 5xx it stays the next one. A new attempt sends the same secret again, so that there is
 * never a second one that FastSpring may be signing with.
 */
export interface NextSecret {
  readonly secret: string;
  /** the sealed secret of this attempt */
  readonly sealed: string;
  /** an earlier attempt may have set it at FastSpring */
  readonly mayBeInUse: boolean;
}

/** ms; how long FastSpring retries a delivery */
export const deliveriesRetriedFor = 7 * day;

/** 64 characters; FastSpring accepts 100 */
const newSecret = () => randomBytes(48).toString('base64url');

/** Stores the next secret, or returns the existing one. The account's row must be locked. */
export async function prepareNextSecret(
  transaction: Transaction,
  sealer: Sealer,
  { id, nextWebhookSecret }: Account,
): Promise<NextSecret> {
  const stored = openOrNull(sealer, sealedColumns.nextWebhookSecret, id, nextWebhookSecret);
  const secret = stored ?? newSecret();
  // Sealed again, it belongs to this attempt: a late refusal of an earlier attempt does not remove it.
  const sealed = sealer.seal(sealedColumns.nextWebhookSecret, id, secret);
  await transaction.account.update({
    where: { id },
    data: { nextWebhookSecret: sealed, nextWebhookSecretEndsAt: null },
  });
  return { secret, sealed, mayBeInUse: stored !== null };
}

/**
 * FastSpring has the secret, so it becomes the current one. The account's row must be locked.
 * @returns false when another attempt did this already, or the secrets are gone with an uninstall
 */
export async function promoteNextSecret(
  transaction: Transaction,
  sealer: Sealer,
  account: Account,
  { secret }: Pick<NextSecret, 'secret'>,
  now: number,
): Promise<boolean> {
  const { id, nextWebhookSecret } = account;
  if (openOrNull(sealer, sealedColumns.nextWebhookSecret, id, nextWebhookSecret) !== secret) return false;
  await transaction.account.update({
    where: { id },
    data: {
      ...webhookSecretColumns(sealer, account, secret, now, deliveriesRetriedFor),
      nextWebhookSecret: null,
      nextWebhookSecretEndsAt: null,
      // Refuses a save of another secret that read the account before this change.
      settingsVersion: { increment: 1 },
    },
  });
  return true;
}

/** FastSpring refused the secret. It stays when another attempt, earlier or simultaneous, may have set it. */
export async function forgetNextSecret(
  transaction: Transaction,
  accountId: string,
  { sealed, mayBeInUse }: NextSecret,
): Promise<void> {
  if (mayBeInUse) return;
  await transaction.account.updateMany({
    where: { id: accountId, nextWebhookSecret: sealed },
    data: { nextWebhookSecret: null },
  });
}
