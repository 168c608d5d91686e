import type { JSX } from 'preact';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { WebhookEvents } from './webhook-events.tsx';

/** The address for FastSpring's webhooks. A new address shuts out anybody who has learned the old one. */
export function WebhookAddress(): JSX.Element {
  const { texts, formats, settings, mayChange, now, noteAddressCopied, changeWebhookAddress } = usePage();
  const { webhookUrl, previousWebhookUrlEndsAt } = settings.fastspring;
  const { address } = texts.connect;
  const isFormerAnswered = previousWebhookUrlEndsAt !== null && Date.parse(previousWebhookUrlEndsAt) > now;

  const change = async (): Promise<string | null> => {
    const refused = await changeWebhookAddress();
    return refused && refusalText(texts, refused);
  };
  return (
    <div class="pvf-block">
      <h3>{address.title}</h3>
      <p class="pvf-quiet">{address.where}</p>
      <p class="pvf-address">
        <code>{webhookUrl}</code>{' '}
        <CopyButton content={webhookUrl} label={texts.copy} copied={texts.copied} onCopied={noteAddressCopied} />
      </p>
      <WebhookEvents />
      <p role="status" class="pvf-warn">
        {isFormerAnswered && fill(address.former, { time: formats.moment(previousWebhookUrlEndsAt) })}
      </p>
      {mayChange && (
        <ConfirmedButton
          label={address.change}
          question={address.changeQuestion}
          yes={address.changeYes}
          no={texts.cancel}
          act={change}
        />
      )}
    </div>
  );
}
