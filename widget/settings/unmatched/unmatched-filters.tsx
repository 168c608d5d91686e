import type { JSX, TargetedInputEvent } from 'preact';
import { Field } from '../form/field.tsx';
import { usePage } from '../page/page-context.ts';

/** As typed; what is incomplete or not valid yet counts as empty. */
export interface UnmatchedFilter {
  readonly show: 'waiting' | 'notRelevant';
  readonly search: string;
  readonly currency: string;
  readonly amountFrom: string;
  readonly amountTo: string;
  readonly paidFrom: string;
  readonly paidTo: string;
  readonly candidates: boolean;
}

export const NO_FILTER: UnmatchedFilter = {
  show: 'waiting',
  search: '',
  currency: '',
  amountFrom: '',
  amountTo: '',
  paidFrom: '',
  paidTo: '',
  candidates: false,
};

/** The server's minimum. */
const SHORTEST_SEARCH = 3;

/** The server's query; it takes empty values for none. */
export function queryOfFilter(filter: UnmatchedFilter): Readonly<Record<string, string>> {
  const { search, currency, amountFrom, amountTo, paidFrom, paidTo } = filter;
  const typed = search.trim();
  const amount = (text: string): string => (/^\d{1,15}(\.\d{1,10})?$/.test(text) ? text : '');
  return {
    show: filter.show === 'waiting' ? '' : filter.show,
    search: typed.length < SHORTEST_SEARCH ? '' : typed,
    currency: /^[a-z]{3}$/i.test(currency) ? currency.toUpperCase() : '',
    amountFrom: amount(amountFrom),
    amountTo: amount(amountTo),
    ...{ paidFrom, paidTo },
    candidates: filter.candidates ? '1' : '',
  };
}

/** Everybody who sees the list may filter it, so these stay enabled for readers who may change nothing. */
export function UnmatchedFilters(props: {
  filter: UnmatchedFilter;
  onChange: (filter: UnmatchedFilter) => void;
}): JSX.Element {
  const { filter, onChange } = props;
  const { texts } = usePage();
  const words = texts.unmatched;
  const input = (name: TypedFilter, kind: InputKind): JSX.Element => (
    <FilterInput
      label={words[name]}
      value={filter[name]}
      {...kind}
      onInput={(text) => onChange({ ...filter, [name]: text })}
    />
  );
  return (
    <search aria-label={words.filters}>
      <div class="pvf-inline">
        {input('search', { type: 'search', maxLength: 100 })}
        <Field label={words.show}>
          {(attributes) => (
            <select
              {...attributes}
              disabled={false}
              class="pvf-input"
              value={filter.show}
              onChange={({ currentTarget }) =>
                onChange({ ...filter, show: currentTarget.value === 'waiting' ? 'waiting' : 'notRelevant' })
              }
            >
              <option value="waiting">{words.waiting}</option>
              <option value="notRelevant">{words.notRelevant}</option>
            </select>
          )}
        </Field>
      </div>
      <details>
        <summary>{words.moreFilters}</summary>
        <div class="pvf-inline">
          {input('currency', { type: 'text', maxLength: 3 })}
          {input('amountFrom', { type: 'number' })}
          {input('amountTo', { type: 'number' })}
          {input('paidFrom', { type: 'date' })}
          {input('paidTo', { type: 'date' })}
        </div>
        <label class="pvf-check">
          <input
            type="checkbox"
            checked={filter.candidates}
            onChange={({ currentTarget }) => onChange({ ...filter, candidates: currentTarget.checked })}
          />
          <span>{words.withCandidates}</span>
        </label>
      </details>
    </search>
  );
}

type TypedFilter = 'search' | 'currency' | 'amountFrom' | 'amountTo' | 'paidFrom' | 'paidTo';

interface InputKind {
  readonly type: 'search' | 'text' | 'number' | 'date';
  readonly maxLength?: number;
}

function FilterInput(
  props: InputKind & { label: string; value: string; onInput: (text: string) => void },
): JSX.Element {
  const { label, type, value, maxLength, onInput } = props;
  return (
    <Field label={label}>
      {(attributes) => {
        const shared = {
          ...attributes,
          disabled: false,
          class: 'pvf-input',
          value,
          onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => onInput(currentTarget.value),
        } as const;
        if (type === 'number') return <input {...shared} type="number" min={0} step="any" />;
        if (type === 'date') return <input {...shared} type="date" />;
        if (type === 'search') return <input {...shared} type="search" maxLength={maxLength} />;
        return <input {...shared} maxLength={maxLength} />;
      }}
    </Field>
  );
}
