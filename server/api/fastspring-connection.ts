import { z } from 'zod';
import type { Sealer } from '../crypto/seal.ts';

const secretLimit = 100;

/** FastSpring's part of the settings. `null` removes a value, a missing one stays; the API password may be empty. */
export const fastspringConnectionSchema = z.strictObject({
  webhookSecret: z.string().trim().min(1).max(secretLimit).nullable().optional(),
  previousWebhookSecret: z.string().trim().min(1).max(secretLimit).nullable().optional(),
  apiUsername: z.string().trim().min(1).max(255).nullable().optional(),
  apiPassword: z.string().max(255).nullable().optional(),
  // What a GET showed may be sent back as it is.
  webhookUrl: z.unknown().optional(),
  hasWebhookSecret: z.unknown().optional(),
  hasPreviousWebhookSecret: z.unknown().optional(),
  hasApiCredentials: z.unknown().optional(),
});

export type FastspringConnection = z.infer<typeof fastspringConnectionSchema>;

export interface ConnectionSealers {
  readonly webhookSecret: Sealer;
  readonly apiCredentials: Sealer;
}

interface StoredConnection {
  readonly webhookSecret: string | null;
  readonly previousWebhookSecret: string | null;
  readonly apiUsername: string | null;
  readonly apiPassword: string | null;
}

/**
 * The columns to write. A new webhook secret makes the one before it the previous one, so that what FastSpring signed
 * before the change is still accepted; sending `previousWebhookSecret: null` ends that.
 */
export function connectionColumns(
  change: FastspringConnection,
  stored: StoredConnection,
  sealers: ConnectionSealers,
): Partial<StoredConnection> {
  const { webhookSecret, previousWebhookSecret, apiUsername, apiPassword } = change;
  const current = stored.webhookSecret === null ? null : sealers.webhookSecret.open(stored.webhookSecret);
  const replaced = webhookSecret !== undefined && webhookSecret !== current;
  return {
    ...(replaced && {
      webhookSecret: webhookSecret === null ? null : sealers.webhookSecret.seal(webhookSecret),
      previousWebhookSecret: stored.webhookSecret,
    }),
    ...(previousWebhookSecret !== undefined && {
      previousWebhookSecret: previousWebhookSecret === null ? null : sealers.webhookSecret.seal(previousWebhookSecret),
    }),
    ...(apiUsername !== undefined && {
      apiUsername: apiUsername === null ? null : sealers.apiCredentials.seal(apiUsername),
    }),
    ...(apiPassword !== undefined && {
      apiPassword: apiPassword === null ? null : sealers.apiCredentials.seal(apiPassword),
    }),
  };
}
