import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { Field } from './field.tsx';

/** A text with placeholders for data of the event, which a click inserts at the cursor. */
export function TemplateField(props: {
  label: string;
  value: string;
  problem: SettingsProblem | null;
  onChange: (value: string) => void;
}): JSX.Element {
  const { label, value, problem, onChange } = props;
  const { texts, mayChange } = usePage();
  const { placeholders } = useCatalog();
  const area = useRef<HTMLTextAreaElement>(null);

  const insert = (name: string): void => {
    const { selectionStart: from = value.length, selectionEnd: to = value.length } = area.current ?? {};
    onChange(`${value.slice(0, from)}{${name}}${value.slice(to)}`);
    area.current?.focus();
  };
  return (
    <>
      <Field label={label} problem={problem}>
        {(attributes) => (
          <textarea
            {...attributes}
            ref={area}
            class="pvf-input"
            rows={2}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
      {mayChange && (
        <p class="pvf-placeholders">
          <small class="pvf-quiet">{texts.rules.placeholders}</small>
          {placeholders.map((name) => (
            <button key={name} type="button" class="pvf-token" onClick={() => insert(name)}>
              {texts.placeholders[name]}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
