import type { JSX } from 'preact';
import { CopyButton } from '../../ui/copy-button.tsx';
import { usePage } from '../page/page-context.ts';

export function WebhookAddress(): JSX.Element {
  const { texts, settings, noteAddressCopied } = usePage();
  const { webhookUrl } = settings.fastspring;
  const { address } = texts.connect;
  return (
    <div class="pvf-block">
      <h3>{address.title}</h3>
      <p class="pvf-quiet">{address.where}</p>
      <p class="pvf-address">
        <code>{webhookUrl}</code>{' '}
        <CopyButton content={webhookUrl} label={texts.copy} copied={texts.copied} onCopied={noteAddressCopied} />
      </p>
    </div>
  );
}
