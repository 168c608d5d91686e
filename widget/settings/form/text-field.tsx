import type { JSX, TargetedInputEvent } from 'preact';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { Field } from './field.tsx';

/** The server refuses texts beyond its limit with an explanation; they are never cut off silently here. */
export function TextField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  problem?: SettingsProblem | null;
  type?: 'text' | 'password' | 'number' | 'time' | 'date';
}): JSX.Element {
  const { label, value, onChange, hint, problem = null, type = 'text' } = props;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(attributes) => {
        const input = {
          ...attributes,
          class: 'pvf-input',
          value,
          onInput: (event: TargetedInputEvent<HTMLInputElement>) => onChange(event.currentTarget.value),
        };
        switch (type) {
          case 'password':
            return <input {...input} type="password" autocomplete="new-password" />;
          case 'number':
            return <input {...input} type="number" />;
          case 'time':
            return <input {...input} type="time" />;
          case 'date':
            return <input {...input} type="date" />;
          case 'text':
            return <input {...input} type="text" autocomplete="off" spellcheck={false} />;
        }
      }}
    </Field>
  );
}
