import type { JSX } from 'preact';
import { countryCodes } from './country-codes.ts';
import { Field } from './field.tsx';
import type { Draft, LinkTexts } from './form-state.ts';

type TextName = 'email' | 'firstName' | 'lastName' | 'company' | 'postalCode';

/** Who will pay. A quote is addressed to somebody; for a checkout the e-mail address is enough. */
export function BuyerFields(props: {
  texts: LinkTexts;
  regions: Intl.DisplayNames;
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  isWrong: (field: keyof Draft) => boolean;
}): JSX.Element {
  const { texts, regions, draft, change, isWrong } = props;
  const text = (name: TextName): JSX.Element => (
    <Field label={texts[name]} wrong={isWrong(name) && texts.wrong[name]}>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          inputMode={name === 'email' ? 'email' : 'text'}
          autocomplete="off"
          value={draft[name]}
          onInput={(event) => change({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  const countries = countryCodes
    .map((code) => ({ code, name: regions.of(code) ?? code }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      {text('email')}
      {text('firstName')}
      {text('lastName')}
      {draft.kind === 'quote' && text('company')}
      <Field label={texts.country} wrong={isWrong('country') && texts.wrong.country}>
        {(attributes) => (
          <select
            {...attributes}
            value={draft.country}
            onChange={(event) => change({ country: event.currentTarget.value })}
          >
            <option value="">{texts.choose}</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.kind === 'quote' && text('postalCode')}
    </>
  );
}
