import type { Sealer } from '../crypto/seal.ts';
import { sealedColumns } from '../crypto/sealed-columns.ts';

interface StoredSecrets {
  readonly id: string;
  readonly webhookSecret: string | null;
}

interface SecretColumns {
  readonly webhookSecret: string | null;
  readonly previousWebhookSecret: string | null;
}

/**
 * The columns to write for a new webhook secret. It makes the one before it the previous one, so that what FastSpring
 * signed before the change is still accepted. Nothing when it is the one that is stored.
 */
export function webhookSecretColumns(
  sealer: Sealer,
  { id, webhookSecret }: StoredSecrets,
  secret: string | null,
): Partial<SecretColumns> {
  const current = webhookSecret === null ? null : sealer.open(sealedColumns.webhookSecret, id, webhookSecret);
  if (secret === current) return {};
  return {
    webhookSecret: secret === null ? null : sealer.seal(sealedColumns.webhookSecret, id, secret),
    previousWebhookSecret: current === null ? null : sealer.seal(sealedColumns.previousWebhookSecret, id, current),
  };
}
