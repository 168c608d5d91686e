import { randomBytes } from 'node:crypto';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { Account, PrismaClient } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { endRefusalsOfSecret } from './refused-webhooks.ts';

/** ms */
const previousGoodFor = day;

type StoredSecrets = Pick<Account, 'id' | 'webhookSecret' | 'nextWebhookSecret'>;
type SecretColumns = Pick<
  Account,
  'webhookSecret' | 'previousWebhookSecret' | 'previousWebhookSecretEndsAt' | 'nextWebhookSecretEndsAt'
>;

/**
 * The columns to write for a new webhook secret; none when it is already stored. The old secret becomes the previous
 * one and is accepted for a while, because the secret at FastSpring changes at another moment. The same holds for a
 * next secret that FastSpring has not confirmed.
 */
export function webhookSecretColumns(
  sealer: Sealer,
  { id, webhookSecret, nextWebhookSecret }: StoredSecrets,
  secret: string | null,
  now: number,
  goodFor: number = previousGoodFor,
): Partial<SecretColumns> {
  const current = openOrNull(sealer, sealedColumns.webhookSecret, id, webhookSecret);
  const isUnreadable = current === null && webhookSecret !== null;
  if (secret === current && !isUnreadable) return {};
  return {
    webhookSecret: secret === null ? null : sealer.seal(sealedColumns.webhookSecret, id, secret),
    ...previousSecretColumns(sealer, id, current, now, goodFor),
    ...(nextWebhookSecret !== null && { nextWebhookSecretEndsAt: new Date(now + goodFor) }),
  };
}

/** The columns to write for the previous secret alone; null ends it at once. */
export function previousSecretColumns(
  sealer: Sealer,
  accountId: string,
  previous: string | null,
  now: number,
  goodFor: number = previousGoodFor,
): Pick<SecretColumns, 'previousWebhookSecret' | 'previousWebhookSecretEndsAt'> {
  if (previous === null) return { previousWebhookSecret: null, previousWebhookSecretEndsAt: null };
  return {
    previousWebhookSecret: sealer.seal(sealedColumns.previousWebhookSecret, accountId, previous),
    previousWebhookSecretEndsAt: new Date(now + goodFor),
  };
}

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
  await endRefusalsOfSecret(transaction, id);
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

/** ms; an address that has expired is known for as long, so that a call to it can be shown to its account */
const formerKnownFor = 90 * day;

/** Deletes replaced secrets that have expired, and addresses that expired long ago. Recurring work. */
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
  const endedLongAgo = { lte: new Date(now - formerKnownFor) };
  await prisma.formerWebhookKey.deleteMany({
    where: { OR: [{ sender: 'kommo', endsAt: ended }, { endsAt: endedLongAgo }] },
  });
}
