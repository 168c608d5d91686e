import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ManyLinksDraft } from '../../server/api/payment-links/many-links-view.ts';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { CountryField } from '../payment-link/country-field.tsx';
import { Field } from '../payment-link/field.tsx';
import { productLabel } from '../payment-link/product-label.ts';
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
      <Field label={link.product} wrong={isWrong('product') && link.wrong.product}>
        {(attributes) => (
          <select
            {...attributes}
            value={choice.product}
            onChange={(event) => change({ product: event.currentTarget.value })}
          >
            {offer.products.map((product) => (
              <option key={product.path} value={product.path}>
                {productLabel(product, link, formats)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={link.quantity} wrong={isWrong('quantity') && link.wrong.quantity}>
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            min="1"
            max="9999"
            value={choice.quantity}
            onInput={(event) => change({ quantity: Number(event.currentTarget.value) })}
          />
        )}
      </Field>
      <CountryField
        {...{ texts: link, regions }}
        country={choice.country}
        isWrong={isWrong('country')}
        onChange={(country) => change({ country })}
      />
      <Field label={link.coupon} wrong={isWrong('coupon') && link.wrong.coupon}>
        {(attributes) => (
          <input
            {...attributes}
            autocomplete="off"
            value={choice.coupon ?? ''}
            onInput={(event) => change({ coupon: event.currentTarget.value || null })}
          />
        )}
      </Field>
      <p class="pvf-hint">{words.hint}</p>
      {refusal !== null && <p role="alert">{refusalText(refusal, link)}</p>}
      <button type="submit" class="pvf-button" disabled={isMaking}>
        {isMaking ? words.making : formats.plural(words.make, count)}
      </button>
    </form>
  );
}
