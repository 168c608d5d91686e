import type { JSX } from 'preact';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { same } from '../section/same.ts';
import { type ControlAttributes, Field } from './field.tsx';

interface Option<Value> {
  readonly value: Value;
  readonly label: string;
}

interface Choice<Value> {
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of several, by name. An unknown value is shown as `unknownLabel` until another is chosen. */
export function SelectField<Value>(
  props: Choice<Value> & {
    readonly label: string;
    readonly unknownLabel?: string;
    readonly hint?: string | undefined;
    readonly problem?: SettingsProblem | null;
  },
): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem ?? null}>
      {(attributes) => <Select {...props} attributes={attributes} />}
    </Field>
  );
}

function Select<Value>(
  props: Choice<Value> & { readonly unknownLabel?: string; readonly attributes: ControlAttributes },
): JSX.Element {
  const { value, options, onChange, unknownLabel, attributes } = props;
  const chosen = options.findIndex((option) => same(option.value, value));
  return (
    <select
      {...attributes}
      class="pvf-input"
      value={chosen}
      onChange={(event) => {
        const option = options[Number(event.currentTarget.value)];
        if (option) onChange(option.value);
      }}
    >
      {chosen === -1 && <option value={-1}>{unknownLabel}</option>}
      {options.map(({ label }, index) => (
        <option key={index} value={index}>
          {label}
        </option>
      ))}
    </select>
  );
}
