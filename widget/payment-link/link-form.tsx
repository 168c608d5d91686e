import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PaymentLinkOffer, PaymentLinkView } from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { takeFocus } from '../ui/take-focus.ts';
import { withContact } from '../ui/with-contact.ts';
import type { LinkFormProps } from './form-state.ts';
import { LinkFields } from './link-fields.tsx';
import { MadeLink } from './made-link.tsx';
import { refusalText } from './refusal-text.ts';

/** Asks FastSpring for the products, then the reader for the payer, and shows the resulting link. */
export function LinkForm(props: LinkFormProps): JSX.Element {
  const { texts, help, api } = props;
  const [offer, setOffer] = useState<PaymentLinkOffer | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [link, setLink] = useState<PaymentLinkView | null>(null);

  const ask = async (): Promise<void> => {
    setRefusal(null);
    setOffer(null);
    const result = await api.offer();
    if (result.ok) setOffer(result.body);
    else setRefusal(result.refusal);
  };
  useEffect(() => void ask(), []);

  if (link !== null) return <MadeLink link={link} {...props} onAnother={() => setLink(null)} />;
  if (refusal !== null) {
    return <NoOffer {...props} text={withContact(refusalText(refusal, texts), help)} onRetry={ask} />;
  }
  if (offer === null) return <p role="status">{texts.loading}</p>;
  if (offer.products.length === 0) return <NoOffer {...props} text={texts.noProducts} onRetry={ask} />;
  return <LinkFields {...props} offer={offer} onLink={setLink} />;
}

function NoOffer({
  texts,
  text,
  onRetry,
  onClose,
}: LinkFormProps & { readonly text: string; readonly onRetry: () => Promise<void> }): JSX.Element {
  return (
    <div class="pvf-box pvf-box-error" role="alert">
      <p>{text}</p>
      <p class="pvf-actions">
        <button type="button" class="pvf-button" ref={takeFocus} onClick={onRetry}>
          {texts.retry}
        </button>
        <button type="button" class="pvf-link" onClick={onClose}>
          {texts.cancel}
        </button>
      </p>
    </div>
  );
}
