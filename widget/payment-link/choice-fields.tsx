import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { Formats } from '../ui/formats.ts';
import { Field } from './field.tsx';
import type { LinkTexts } from './form-state.ts';
import { productLabel } from './product-label.ts';
import { findProducts } from './product-search.ts';

interface FieldProps {
  readonly texts: LinkTexts;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

/** From this many products on they can be searched. */
const SEARCHED_FROM = 10;

export function ProductField(
  props: FieldProps & { formats: Formats; offer: PaymentLinkOffer; product: string },
): JSX.Element {
  const { texts, isWrong, onChange, formats, offer, product } = props;
  const [typed, setTyped] = useState('');
  const found = findProducts(offer.products, typed);
  const search = (next: string): void => {
    setTyped(next);
    const [first, ...others] = findProducts(offer.products, next);
    if (first && ![first, ...others].some(({ path }) => path === product)) onChange(first.path);
  };
  return (
    <>
      {offer.products.length >= SEARCHED_FROM && <ProductSearch {...{ texts, typed }} onType={search} />}
      {found.length === 0 && <p role="status">{texts.noProductMatches}</p>}
      <Field label={texts.product} wrong={isWrong && texts.wrong.product}>
        {(attributes) => (
          <select {...attributes} value={product} onChange={(event) => onChange(event.currentTarget.value)}>
            {(found.length > 0 ? found : offer.products).map((offered) => (
              <option key={offered.path} value={offered.path}>
                {productLabel(offered, texts, formats)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

function ProductSearch(props: { texts: LinkTexts; typed: string; onType: (typed: string) => void }): JSX.Element {
  const { texts, typed, onType } = props;
  return (
    <Field label={texts.searchProducts} wrong={false}>
      {(attributes) => (
        <input
          {...attributes}
          type="search"
          autocomplete="off"
          value={typed}
          onInput={(event) => onType(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Chosen products stay: Enter would make the link, and Escape close the form.
            if (event.key === 'Enter') event.preventDefault();
            if (event.key === 'Escape' && typed !== '') event.stopPropagation();
          }}
        />
      )}
    </Field>
  );
}

export function QuantityField(props: FieldProps & { quantity: string | number }): JSX.Element {
  const { texts, isWrong, onChange, quantity } = props;
  return (
    <Field label={texts.quantity} wrong={isWrong && texts.wrong.quantity}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          min="1"
          max="9999"
          value={quantity}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function CouponField(props: FieldProps & { coupon: string }): JSX.Element {
  const { texts, isWrong, onChange, coupon } = props;
  return (
    <Field label={texts.coupon} wrong={isWrong && texts.wrong.coupon}>
      {(attributes) => (
        <input
          {...attributes}
          autocomplete="off"
          value={coupon}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
