import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ManyLinksDraft } from '../../server/api/payment-links/many-links-view.ts';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { CouponField, ProductField, QuantityField } from '../payment-link/choice-fields.tsx';
import { CountryField } from '../payment-link/country-field.tsx';
import { refusalText } from '../payment-link/refusal-text.ts';
import type { ListContext } from './list-context.ts';

export type Choice = Omit<ManyLinksDraft, 'links'>;

interface FormProps {
  readonly offer: PaymentLinkOffer;
  readonly context: ListContext;
  readonly isMaking: boolean;
  readonly refusal: Refusal | null;
  readonly count: number;
  readonly onMake: (choice: Choice) => void;
}

/** Asks for the values of the links. An unchanged form submits the same choice object, not an equal one. */
export function ManyLinksForm({ offer, context, isMaking, refusal, count, onMake }: FormProps): JSX.Element {
  const { texts, formats, regions } = context;
  const { words, link } = texts;
  const [choice, setChoice] = useState<Choice>({
    product: offer.products[0]?.path ?? '',
    quantity: 1,
    coupon: null,
    country: context.country,
  });
  const change = (changes: Partial<Choice>): void => setChoice({ ...choice, ...changes });
  const isWrong = (field: keyof Choice): boolean => refusal?.fields.includes(field) ?? false;

  const submit = (event: Event): void => {
    event.preventDefault();
    onMake(choice);
  };
  return (
    <form class="pvf-form" onSubmit={submit} noValidate aria-label={words.makeLinks}>
      <ProductField
        {...{ texts: link, formats, offer }}
        product={choice.product}
        isWrong={isWrong('product')}
        onChange={(product) => change({ product })}
      />
      <QuantityField
        texts={link}
        quantity={choice.quantity}
        isWrong={isWrong('quantity')}
        onChange={(quantity) => change({ quantity: Number(quantity) })}
      />
      <CountryField
        {...{ texts: link, regions }}
        country={choice.country}
        isWrong={isWrong('country')}
        onChange={(country) => change({ country })}
      />
      <CouponField
        texts={link}
        coupon={choice.coupon ?? ''}
        isWrong={isWrong('coupon')}
        onChange={(coupon) => change({ coupon: coupon || null })}
      />
      <p class="pvf-hint">{words.hint}</p>
      {refusal !== null && <p role="alert">{refusalText(refusal, link)}</p>}
      <button type="submit" class="pvf-button" disabled={isMaking}>
        {isMaking ? words.making : formats.plural(words.make, count)}
      </button>
    </form>
  );
}
