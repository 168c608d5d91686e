import type { JSX } from 'preact';
import type { PaymentLinkView } from '../../server/api/payment-links/payment-links-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { takeFocus } from '../ui/take-focus.ts';
import { fill } from '../ui/texts.ts';
import type { LinkFormProps } from './form-state.ts';

export function MadeLink(
  props: LinkFormProps & { readonly link: PaymentLinkView; readonly onAnother: () => void },
): JSX.Element {
  const { link, texts, formats, onAnother, onClose } = props;
  return (
    <div class="pvf-form" role="status" tabIndex={-1} ref={takeFocus}>
      <strong>{link.kind === 'quote' ? texts.madeQuote : texts.madeLink}</strong>
      <p class="pvf-address" dir="ltr">
        <a href={link.url} target="_blank" rel="noreferrer">
          {link.url}
        </a>
      </p>
      {link.expiresAt !== null && <p>{fill(texts.validUntil, { date: formats.moment(link.expiresAt) })}</p>}
      <p>
        <CopyButton content={link.url} label={texts.copy} copied={texts.copied} />
        {' · '}
        <button type="button" class="pvf-link" onClick={onAnother}>
          {texts.another}
        </button>
        {' · '}
        <button type="button" class="pvf-link" onClick={onClose}>
          {texts.close}
        </button>
      </p>
    </div>
  );
}
