import type { EventType } from '../../fastspring/catalogue.ts';
import type { Settings } from '../../rules/settings/settings.ts';
import type { SettingsProblem } from '../../rules/settings/settings-problems.ts';

/**
 * What `GET /api/v1/settings` answers and `PUT` takes. A part that a PUT leaves out stays as it is. Secrets go in only:
 * `hasWebhookSecret` and `hasApiCredentials` say whether they are there.
 */
export interface SettingsView extends Settings {
  readonly fastspring: FastspringView;
  /** grows with every save; sent back as `If-Match`, it keeps two administrators from overwriting each other */
  readonly version: number;
  /** what the person who asks may do; the server decides again on every change */
  readonly rights: {
    readonly configure: boolean;
    /** the event log and customers without a lead */
    readonly buyers: boolean;
  };
}

interface FastspringView {
  readonly webhookUrl: string;
  /** the event types to choose for the webhook: those that are read here */
  readonly webhookEvents: readonly EventType[];
  /** until when the address before this one is answered too; null when there is none */
  readonly previousWebhookUrlEndsAt: string | null;
  readonly apiUsername: string | null;
  readonly hasWebhookSecret: boolean;
  readonly hasPreviousWebhookSecret: boolean;
  /** until when it is accepted; null when there is none */
  readonly previousWebhookSecretEndsAt: string | null;
  /** a new one was sent to FastSpring, which has not confirmed it (yet); the new one is accepted too */
  readonly isWebhookSecretUnconfirmed: boolean;
  readonly hasApiCredentials: boolean;
}

/**
 * What `PUT /api/v1/settings` answers. `warnings` were saved all the same; `PUT /api/v1/settings?warnings=refuse` answers
 * 400 with them among its `problems` instead, for a page that asks first.
 */
export interface SavedSettingsView extends SettingsView {
  readonly warnings: readonly SettingsProblem[];
}
