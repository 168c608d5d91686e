import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import { day } from '../../platform/time/units.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

/** ms */
const previousGoodFor = day;

interface StoredSecrets {
  readonly id: string;
  readonly webhookSecret: string | null;
  readonly nextWebhookSecret: string | null;
}

interface SecretColumns {
  readonly webhookSecret: string | null;
  readonly previousWebhookSecret: string | null;
  readonly previousWebhookSecretEndsAt: Date | null;
  readonly nextWebhookSecretEndsAt: Date | null;
}

/**
 * The columns to write for a new webhook secret; none when it is already stored. The old secret becomes the previous
 * one and is accepted for a while, because the secret at FastSpring changes at another moment. The same holds for a
 * next secret that FastSpring has not confirmed: server/fastspring/webhook/next-secret.ts.
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
