import { z } from 'zod';
import { previousSecretColumns, webhookSecretColumns } from '../../fastspring/webhook/secret-rotation.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { SealedColumn, Sealer } from '../../platform/crypto/seal.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';

const secretLimit = 100;

/** FastSpring's part of the settings. `null` removes a value, a missing one stays; the API password may be empty. */
export const fastspringConnectionSchema = z.strictObject({
  webhookSecret: z.string().trim().min(1).max(secretLimit).nullable().optional(),
  previousWebhookSecret: z.string().trim().min(1).max(secretLimit).nullable().optional(),
  apiUsername: z.string().trim().min(1).max(255).nullable().optional(),
  apiPassword: z.string().max(255).nullable().optional(),
  // What a GET showed may be sent back as it is.
  webhookUrl: z.unknown().optional(),
  webhookEvents: z.unknown().optional(),
  hasWebhookSecret: z.unknown().optional(),
  hasPreviousWebhookSecret: z.unknown().optional(),
  isWebhookSecretUnconfirmed: z.unknown().optional(),
  hasApiCredentials: z.unknown().optional(),
  previousWebhookSecretEndsAt: z.unknown().optional(),
  previousWebhookUrlEndsAt: z.unknown().optional(),
});

export type FastspringConnection = z.infer<typeof fastspringConnectionSchema>;

/** The columns to write; sending `previousWebhookSecret: null` ends the previous secret at once. */
export function connectionColumns(
  change: FastspringConnection,
  stored: Account,
  sealer: Sealer,
  now: number,
): Partial<Omit<Account, 'settings'>> {
  const { webhookSecret, previousWebhookSecret, apiUsername, apiPassword } = change;
  const sealed = (column: SealedColumn, value: string | null) =>
    value === null ? null : sealer.seal(column, stored.id, value);
  return {
    ...(webhookSecret !== undefined && webhookSecretColumns(sealer, stored, webhookSecret, now)),
    ...(previousWebhookSecret !== undefined && previousSecretColumns(sealer, stored.id, previousWebhookSecret, now)),
    ...(apiUsername !== undefined && { apiUsername: sealed(sealedColumns.apiUsername, apiUsername) }),
    ...(apiPassword !== undefined && { apiPassword: sealed(sealedColumns.apiPassword, apiPassword) }),
  };
}

/** Whether one is saved that a key opens. */
export function hasWebhookSecret(
  sealer: Sealer,
  { id, webhookSecret }: Pick<Account, 'id' | 'webhookSecret'>,
): boolean {
  return openOrNull(sealer, sealedColumns.webhookSecret, id, webhookSecret) !== null;
}

/** Whether a new secret was sent to FastSpring and not confirmed, and no person has saved another one since. */
export function isWebhookSecretUnconfirmed(
  sealer: Sealer,
  { id, nextWebhookSecret, nextWebhookSecretEndsAt }: Account,
): boolean {
  if (nextWebhookSecretEndsAt !== null) return false;
  return openOrNull(sealer, sealedColumns.nextWebhookSecret, id, nextWebhookSecret) !== null;
}
