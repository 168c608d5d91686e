import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Purchase } from '../../../server/ledger/purchase.ts';
import type { Conditions } from '../../../server/rules/settings/conditions.ts';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { fill } from '../../ui/texts.ts';
import { SelectField } from '../form/select-field.tsx';
import { TextField } from '../form/text-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { CountriesField } from './countries-field.tsx';
import { purchaseChoices, purchaseName } from './describe-conditions.ts';

interface ConditionProps {
  readonly rule: Rule;
  readonly problemAt: (path: string) => SettingsProblem | null;
  readonly onChange: (rule: Rule) => void;
}

type Amount = NonNullable<Rule['amount']>;

/** What a rule asks of a payment besides its event and product; only what events of its type can tell. */
export function RuleConditions({ rule, problemAt, onChange }: ConditionProps): JSX.Element {
  const { eventTypesFor } = useCatalog();
  const can = (condition: keyof typeof eventTypesFor): boolean => eventTypesFor[condition].includes(rule.on);
  return (
    <>
      {can('purchase') && <PurchaseField rule={rule} problemAt={problemAt} onChange={onChange} />}
      {can('amount') && <AmountFields rule={rule} problemAt={problemAt} onChange={onChange} />}
      {can('countries') && (
        <CountriesField
          countries={rule.countries ?? []}
          problemAt={problemAt}
          onChange={(countries) => onChange(withConditions(rule, { countries: [...countries] }))}
        />
      )}
    </>
  );
}

/** The rule for another event, without the conditions that its events can never fit. */
export function useRuleFor(): (rule: Rule, on: Rule['on']) => Rule {
  const { eventTypesFor, eventTypesWithPrice } = useCatalog();
  return (rule, on) => {
    const { purchase = null, setPrice } = rule;
    const fitsPurchase = purchase !== null && purchaseChoices(on, eventTypesFor).includes(purchase);
    return withConditions(
      { ...rule, on, setPrice: setPrice && eventTypesWithPrice.includes(on) },
      {
        ...(!eventTypesFor.amount.includes(on) && { amount: null }),
        ...(!eventTypesFor.countries.includes(on) && { countries: null }),
        ...(!fitsPurchase && { purchase: null }),
      },
    );
  };
}

/** A condition that asks nothing is left out, as the server does. */
function withConditions(rule: Rule, change: { [Name in keyof Conditions]: Conditions[Name] | null }): Rule {
  const { amount, countries, purchase, ...rest } = { ...rule, ...change };
  return {
    ...rest,
    ...(amount && { amount }),
    ...(countries && countries.length > 0 && { countries }),
    ...(purchase && { purchase }),
  };
}

function PurchaseField({ rule, problemAt, onChange }: ConditionProps): JSX.Element {
  const { texts } = usePage();
  const { eventTypesFor } = useCatalog();
  const nameOf = (purchase: Purchase): string => purchaseName(purchase, rule.on, texts);
  return (
    <SelectField
      label={texts.rules.purchase}
      value={rule.purchase ?? null}
      options={[
        { value: null, label: texts.rules.purchases.any },
        ...purchaseChoices(rule.on, eventTypesFor).map((purchase) => ({ value: purchase, label: nameOf(purchase) })),
      ]}
      unknownLabel={nameOf(rule.purchase ?? 'first')}
      problem={problemAt('purchase')}
      onChange={(purchase) => onChange(withConditions(rule, { purchase }))}
    />
  );
}

function AmountFields({ rule, problemAt, onChange }: ConditionProps): JSX.Element {
  const { texts, formats } = usePage();
  const { account } = useCatalog();
  // Kept while both bounds are empty.
  const [chosen, setChosen] = useState(rule.amount?.currency ?? account.currency ?? 'USD');
  const { currency, atLeast, atMost } = rule.amount ?? { currency: chosen, atLeast: null, atMost: null };
  const currencies = useMemo(() => currencyOptions(formats, currency), [formats, currency]);
  const change = (part: Partial<Amount>): void => {
    const amount = { currency, atLeast, atMost, ...part };
    const isEmpty = amount.atLeast === null && amount.atMost === null;
    onChange(withConditions(rule, { amount: isEmpty ? null : amount }));
  };
  const isAsked = rule.amount !== undefined;
  return (
    <div class="pvf-inline pvf-amount">
      <TextField
        label={texts.rules.atLeast}
        value={atLeast ?? ''}
        hint={isAsked ? fill(texts.rules.amountHint, { currency }) : texts.rules.anyAmount}
        problem={problemAt('amount.atLeast')}
        onChange={(typed) => change({ atLeast: boundOf(typed) })}
      />
      <TextField
        label={texts.rules.atMost}
        value={atMost ?? ''}
        problem={problemAt('amount.atMost')}
        onChange={(typed) => change({ atMost: boundOf(typed) })}
      />
      <SelectField
        label={texts.rules.currency}
        value={currency}
        options={currencies}
        problem={problemAt('amount.currency')}
        onChange={(next) => {
          setChosen(next);
          if (isAsked) change({ currency: next });
        }}
      />
    </div>
  );
}

/** Many people write the decimal point as a comma. */
function boundOf(typed: string): string | null {
  const text = typed.replace(',', '.').trim();
  return text === '' ? null : text;
}

/** The chosen one first; browsers know those of the world. */
function currencyOptions(formats: PageFormats, chosen: string): readonly { value: string; label: string }[] {
  const codes = new Set([chosen, ...Intl.supportedValuesOf('currency')]);
  return [...codes].map((code) => ({ value: code, label: `${code} · ${formats.currency(code)}` }));
}
