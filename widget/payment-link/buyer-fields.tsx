import type { JSX } from 'preact';
import { takeFocus } from '../ui/take-focus.ts';
import { CountryField } from './country-field.tsx';
import { Field } from './field.tsx';
import type { Draft, LinkTexts } from './form-state.ts';

type TextName = 'email' | 'firstName' | 'lastName' | 'company' | 'postalCode';

export interface BuyerFieldsProps {
  readonly texts: LinkTexts;
  readonly regions: Intl.DisplayNames;
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly isWrong: (field: keyof Draft) => boolean;
}

/** The payer. A quote is addressed to a person; for a checkout the e-mail address is enough. */
export function BuyerFields(props: BuyerFieldsProps & { readonly takesFocus: boolean }): JSX.Element {
  const { texts, regions, draft, change, isWrong, takesFocus } = props;
  const text = (name: TextName): JSX.Element => (
    <Field label={texts[name]} wrong={isWrong(name) && texts.wrong[name]}>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          inputMode={name === 'email' ? 'email' : 'text'}
          autocomplete="off"
          ref={takesFocus && name === 'email' ? takeFocus : null}
          value={draft[name]}
          onInput={(event) => change({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {text('email')}
      {text('firstName')}
      {text('lastName')}
      {draft.kind === 'quote' && text('company')}
      <CountryField
        {...{ texts, regions }}
        country={draft.country}
        isWrong={isWrong('country')}
        onChange={(country) => change({ country })}
      />
      {draft.kind === 'quote' && text('postalCode')}
    </>
  );
}
