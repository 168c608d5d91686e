import type { JSX } from 'preact';
import { PageSection } from '../section/page-section.tsx';
import { ApiCredentials } from './api-credentials.tsx';
import { ConnectionHealth } from './connection-health.tsx';
import { WebhookAddress } from './webhook-address.tsx';
import { WebhookSecret } from './webhook-secret.tsx';

export function ConnectSection(): JSX.Element {
  return (
    <PageSection name="connect">
      <ConnectionHealth />
      <WebhookAddress />
      <WebhookSecret />
      <ApiCredentials />
    </PageSection>
  );
}
