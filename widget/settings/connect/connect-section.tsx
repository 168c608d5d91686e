import type { JSX } from 'preact';
import { PageSection } from '../section/page-section.tsx';
import { ApiCredentials } from './api-credentials.tsx';
import { ConnectionHealth } from './connection-health.tsx';
import { RefusedWebhook } from './refused-webhook.tsx';
import { WebhookAddress } from './webhook-address.tsx';
import { WebhookSecret } from './webhook-secret.tsx';

export function ConnectSection(): JSX.Element {
  return (
    <PageSection name="connect">
      <RefusedWebhook />
      <ConnectionHealth />
      <WebhookAddress />
      <WebhookSecret />
      <ApiCredentials />
    </PageSection>
  );
}
