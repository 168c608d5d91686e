import type { Settings } from '../rules/settings.ts';

/**
 * What `GET /api/v1/settings` answers and `PUT` takes. A part that a PUT leaves out stays as it is. Secrets go in only:
 * `hasWebhookSecret` and `hasApiCredentials` say whether they are there.
 */
export interface SettingsView extends Settings {
  readonly fastspring: {
    readonly webhookUrl: string;
    readonly apiUsername: string | null;
    readonly hasWebhookSecret: boolean;
    readonly hasPreviousWebhookSecret: boolean;
    readonly hasApiCredentials: boolean;
  };
  /** grows with every save; sent back as `If-Match`, it keeps two administrators from overwriting each other */
  readonly version: number;
}
