import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  PaymentLinkKind,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { withContact } from '../ui/with-contact.ts';
import { BuyerFields } from './buyer-fields.tsx';
import { CouponField, ProductField, QuantityField } from './choice-fields.tsx';
import type { Buyer, Draft, LinkFormProps, LinkTexts } from './form-state.ts';
import { MadeLink } from './made-link.tsx';
import { refusalText } from './refusal-text.ts';

/** Asks FastSpring for the products, then the reader for the payer, and shows the resulting link. */
export function LinkForm(props: LinkFormProps): JSX.Element {
  const { texts, help, api, onClose } = props;
  const [offer, setOffer] = useState<PaymentLinkOffer | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [link, setLink] = useState<PaymentLinkView | null>(null);

  const ask = async (): Promise<void> => {
    setRefusal(null);
    const result = await api.offer();
    if (result.ok) setOffer(result.body);
    else setRefusal(result.refusal);
  };
  useEffect(() => void ask(), []);

  if (link !== null) return <MadeLink link={link} {...props} onAnother={() => setLink(null)} />;
  if (refusal !== null) {
    return (
      <div class="pvf-box pvf-box-error" role="alert">
        <p>{withContact(refusalText(refusal, texts), help)}</p>
        <button type="button" class="pvf-button" onClick={ask}>
          {texts.retry}
        </button>{' '}
        <button type="button" class="pvf-link" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    );
  }
  if (offer === null) return <p role="status">{texts.loading}</p>;
  if (offer.products.length === 0) return <p role="status">{texts.noProducts}</p>;
  return <Fields {...props} offer={offer} onLink={setLink} />;
}

function Fields(
  props: LinkFormProps & { readonly offer: PaymentLinkOffer; readonly onLink: (link: PaymentLinkView) => void },
): JSX.Element {
  const { texts, help, formats, api, buyer, offer, onMade, onClose, onLink } = props;
  const [draft, setDraft] = useState<Draft>(() => newDraft(offer, buyer));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isMaking, setMaking] = useState(false);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);

  // A change after a lost answer is another link.
  const change = (changes: Partial<Draft>): void => setDraft({ ...draft, id: crypto.randomUUID(), ...changes });
  const isWrong = (field: keyof Draft): boolean => refusal?.fields.includes(field) ?? false;

  const field = (name: 'product' | 'quantity' | 'coupon') => ({
    texts,
    isWrong: isWrong(name),
    onChange: (value: string) => change({ [name]: value }),
  });

  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMaking(true);
    const { quantity, coupon, company, postalCode, ...rest } = draft;
    const texts = { coupon: coupon || null, company: company || null, postalCode: postalCode || null };
    const result = await api.make({ ...rest, ...texts, quantity: Number(quantity) });
    setMaking(false);
    if (!result.ok) return setRefusal(result.refusal);
    onMade();
    onLink(result.body);
  };

  return (
    <form class="pvf-form" onSubmit={make} noValidate aria-label={texts.title}>
      <ProductField {...field('product')} {...{ formats, offer }} control={first} product={draft.product} />
      <QuantityField {...field('quantity')} quantity={draft.quantity} />
      {offer.kinds.length > 1 && (
        <KindField texts={texts} kinds={offer.kinds} chosen={draft.kind} onChoose={(kind) => change({ kind })} />
      )}
      <BuyerFields {...props} draft={draft} change={change} isWrong={isWrong} />
      <CouponField {...field('coupon')} coupon={draft.coupon} />
      <p class="pvf-hint">{texts.hint}</p>
      {refusal !== null && <p role="alert">{withContact(refusalText(refusal, texts), help)}</p>}
      <button type="submit" class="pvf-button" disabled={isMaking}>
        {isMaking ? texts.making : texts.make}
      </button>{' '}
      <button type="button" class="pvf-link" onClick={onClose}>
        {texts.cancel}
      </button>
    </form>
  );
}

function KindField(props: {
  texts: LinkTexts;
  kinds: PaymentLinkOffer['kinds'];
  chosen: PaymentLinkKind;
  onChoose: (kind: PaymentLinkKind) => void;
}): JSX.Element {
  const { texts, kinds, chosen, onChoose } = props;
  return (
    <fieldset>
      <legend>{texts.kind}</legend>
      {kinds.map((kind) => (
        <label key={kind}>
          <input type="radio" name="kind" checked={chosen === kind} onChange={() => onChoose(kind)} />{' '}
          {texts.kinds[kind]}
        </label>
      ))}
    </fieldset>
  );
}

function newDraft(offer: PaymentLinkOffer, buyer: Buyer): Draft {
  return {
    ...buyer,
    id: crypto.randomUUID(),
    kind: offer.kinds[0] ?? 'quote',
    product: offer.products[0]?.path ?? '',
    quantity: '1',
    coupon: '',
    postalCode: '',
  };
}
