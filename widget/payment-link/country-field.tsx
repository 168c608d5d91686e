import type { JSX } from 'preact';
import { countryCodes } from './country-codes.ts';
import { Field } from './field.tsx';
import type { LinkTexts } from './form-state.ts';

export function CountryField(props: {
  texts: LinkTexts;
  regions: Intl.DisplayNames;
  country: string;
  isWrong: boolean;
  onChange: (country: string) => void;
}): JSX.Element {
  const { texts, regions, country, isWrong, onChange } = props;
  const countries = countryCodes
    .map((code) => ({ code, name: regions.of(code) ?? code }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return (
    <Field label={texts.country} wrong={isWrong && texts.wrong.country}>
      {(attributes) => (
        <select {...attributes} value={country} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{texts.choose}</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
