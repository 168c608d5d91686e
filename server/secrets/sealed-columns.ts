import type { SealedColumn } from '../platform/crypto/seal.ts';

/** Every column with sealed values, which a change of keys has to rewrite. Signing secrets come last. */
export const sealedColumns = {
  accessToken: { table: 'kommo_tokens', id: 'account_id', column: 'access_token', purpose: 'kommo-token' },
  refreshToken: { table: 'kommo_tokens', id: 'account_id', column: 'refresh_token', purpose: 'kommo-token' },
  /** empty once the installation is finished */
  installCode: { table: 'pending_installs', id: 'id', column: 'code', purpose: 'kommo-install' },
  webhookSecret: { table: 'accounts', id: 'id', column: 'webhook_secret', purpose: 'fastspring-webhook-secret' },
  previousWebhookSecret: {
    table: 'accounts',
    id: 'id',
    column: 'previous_webhook_secret',
    purpose: 'fastspring-webhook-secret',
  },
  nextWebhookSecret: { table: 'accounts', id: 'id', column: 'next_webhook_secret', purpose: null },
  apiUsername: { table: 'accounts', id: 'id', column: 'api_username', purpose: 'fastspring-api-credentials' },
  apiPassword: { table: 'accounts', id: 'id', column: 'api_password', purpose: 'fastspring-api-credentials' },
  serviceSecret: { table: 'service_secrets', id: 'name', column: 'value', purpose: null },
} as const satisfies Record<string, SealedColumn>;
