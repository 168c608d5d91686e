import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  PaymentLinkKind,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { withContact } from '../ui/with-contact.ts';
import { BuyerPart } from './buyer-part.tsx';
import { CouponField, ProductField, QuantityField } from './choice-fields.tsx';
import type { Buyer, Draft, KeptDraft, LinkFormProps, LinkTexts } from './form-state.ts';
import { refusalText } from './refusal-text.ts';

/** The values of the link, as they were left when the form was closed without a link. */
export function LinkFields(
  props: LinkFormProps & { readonly offer: PaymentLinkOffer; readonly onLink: (link: PaymentLinkView) => void },
): JSX.Element {
  const { texts, help, formats, api, buyer, kept, offer, onMade, onClose, onLink } = props;
  const [draft, setDraft] = useState<Draft>(() => keptDraft(kept, offer) ?? newDraft(offer, buyer));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isMaking, setMaking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select')?.focus(), []);

  // A change after a lost answer is another link.
  const change = (changes: Partial<Draft>): void => {
    kept.draft = { ...draft, id: crypto.randomUUID(), ...changes };
    setDraft(kept.draft);
  };
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
    kept.draft = null;
    onMade();
    onLink(result.body);
  };

  return (
    <form class="pvf-form" ref={form} onSubmit={make} noValidate aria-label={texts.title}>
      <ProductField {...field('product')} {...{ formats, offer }} product={draft.product} />
      <QuantityField {...field('quantity')} quantity={draft.quantity} />
      {offer.kinds.length > 1 && (
        <KindField texts={texts} kinds={offer.kinds} chosen={draft.kind} onChoose={(kind) => change({ kind })} />
      )}
      <BuyerPart {...props} draft={draft} change={change} isWrong={isWrong} />
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

/** Without a product that is no longer sold. */
function keptDraft({ draft }: KeptDraft, { products }: PaymentLinkOffer): Draft | null {
  return products.some(({ path }) => path === draft?.product) ? draft : null;
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
