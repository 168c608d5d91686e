import type { JSX, Ref } from 'preact';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { Formats } from '../ui/formats.ts';
import { Field } from './field.tsx';
import type { LinkTexts } from './form-state.ts';
import { productLabel } from './product-label.ts';

interface FieldProps {
  readonly texts: LinkTexts;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

export function ProductField(
  props: FieldProps & {
    formats: Formats;
    offer: PaymentLinkOffer;
    product: string;
    control?: Ref<HTMLSelectElement>;
  },
): JSX.Element {
  const { texts, isWrong, onChange, formats, offer, product, control = null } = props;
  return (
    <Field label={texts.product} wrong={isWrong && texts.wrong.product}>
      {(attributes) => (
        <select {...attributes} ref={control} value={product} onChange={(event) => onChange(event.currentTarget.value)}>
          {offer.products.map((offered) => (
            <option key={offered.path} value={offered.path}>
              {productLabel(offered, texts, formats)}
            </option>
          ))}
        </select>
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
