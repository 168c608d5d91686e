import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { countryCodes } from '../../payment-link/country-codes.ts';
import { fill } from '../../ui/texts.ts';
import { Combobox } from '../form/combobox.tsx';
import { listProblem } from '../form/list-field.tsx';
import { usePage } from '../page/page-context.ts';

/** More are found by typing on. */
const OFFERED = 30;

/** Countries by their names in the reader's language, each found by its name or its code. */
export function CountriesField(props: {
  countries: readonly string[];
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (countries: readonly string[]) => void;
}): JSX.Element {
  const { countries, problemAt, onChange } = props;
  const { texts, formats } = usePage();
  const [typed, setTyped] = useState('');
  const all = useMemo(
    () =>
      countryCodes
        .map((code) => ({ id: code, label: formats.country(code), detail: code }))
        .sort((one, other) => one.label.localeCompare(other.label)),
    [formats],
  );
  const found = all.filter(
    ({ id, label }) =>
      !countries.includes(id) && (folded(label).includes(folded(typed)) || id.toLowerCase() === folded(typed)),
  );
  const add = (code: string): void => {
    setTyped('');
    onChange([...countries, code]);
  };
  /** A name or code that was typed in full means the country. */
  const leave = (): void => {
    const named = found.find(({ id, label }) => [id, label].some((name) => folded(name) === folded(typed)));
    if (named !== undefined) add(named.id);
    else setTyped('');
  };
  return (
    <div class="pvf-countries">
      <Combobox
        label={texts.rules.countries}
        hint={countries.length === 0 ? texts.rules.anyCountry : undefined}
        problem={listProblem(countries, 'countries', problemAt)}
        text={typed}
        options={found.slice(0, OFFERED)}
        status={found.length === 0 ? texts.rules.noCountry : null}
        onType={setTyped}
        onChoose={({ id }) => add(id)}
        onOpen={() => undefined}
        onLeave={leave}
      />
      {countries.length > 0 && <ChosenCountries countries={countries} onChange={onChange} />}
    </div>
  );
}

function ChosenCountries(props: {
  countries: readonly string[];
  onChange: (countries: readonly string[]) => void;
}): JSX.Element {
  const { countries, onChange } = props;
  const { texts, formats, mayChange } = usePage();
  return (
    <ul class="pvf-chosen" aria-label={texts.rules.countries}>
      {countries.map((code) => (
        <li key={code}>
          {formats.country(code)}
          {mayChange && (
            <button
              type="button"
              class="pvf-link"
              aria-label={fill(texts.list.removeOf, { name: formats.country(code) })}
              onClick={() => onChange(countries.filter((other) => other !== code))}
            >
              ×
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
