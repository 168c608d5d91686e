import type { PageContext } from '../page/page-context.ts';
import type { SectionName } from '../section/page-section.tsx';

export type StepName = 'kommo' | 'address' | 'secret' | 'event' | 'credentials' | 'rule';

export interface Step {
  readonly name: StepName;
  readonly isDone: boolean;
  readonly section: SectionName;
}

/** The requirements before payments move leads by themselves. */
export function stepsOf(page: PageContext): readonly Step[] {
  const { settings, status, credentials, mayChange, isAddressCopied } = page;
  const { lastWebhookAt, refused } = status.fastspring;
  const hasEvent = lastWebhookAt !== null;
  const { hasApiCredentials, hasWebhookSecret } = settings.fastspring;
  return [
    { name: 'kommo', isDone: status.kommo.state === 'connected', section: 'connect' },
    { name: 'address', isDone: isAddressCopied || hasEvent || refused !== null, section: 'connect' },
    { name: 'secret', isDone: hasWebhookSecret, section: 'connect' },
    { name: 'event', isDone: hasEvent, section: 'connect' },
    // Only administrators may send requests to FastSpring; for others the presence of credentials counts.
    {
      name: 'credentials',
      isDone: mayChange ? credentials === 'accepted' : hasApiCredentials,
      section: 'connect',
    },
    { name: 'rule', isDone: settings.rules.length > 0, section: 'rules' },
  ];
}
