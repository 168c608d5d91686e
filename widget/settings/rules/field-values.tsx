import type { JSX } from 'preact';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { SelectField } from '../form/select-field.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';

type FieldValue = Rule['fields'][number];

/** Kommo's field types that accept any text: https://developers.kommo.com/reference/custom-fields */
const WITH_TEXT = ['text', 'textarea', 'url', 'numeric', 'monetary'];

export function FieldValues(props: {
  values: readonly FieldValue[];
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (values: readonly FieldValue[]) => void;
}): JSX.Element {
  const { values, problemAt, onChange } = props;
  const { texts, mayChange } = usePage();
  const { leadFields } = useCatalog();
  const writable = leadFields.filter(({ type }) => WITH_TEXT.includes(type));
  const [first] = writable;
  return (
    <>
      {values.map((entry, index) => (
        <div key={index} class="pvf-indent">
          <SelectField
            label={texts.rules.field}
            value={entry.fieldId}
            options={writable.map(({ id, name }) => ({ value: id, label: name }))}
            unknownLabel={texts.rules.goneField}
            problem={problemAt(`${index}.fieldId`)}
            onChange={(fieldId) => onChange(values.with(index, { ...entry, fieldId }))}
          />
          <TemplateField
            label={texts.rules.fieldValue}
            value={entry.value}
            problem={problemAt(`${index}.value`)}
            onChange={(value) => onChange(values.with(index, { ...entry, value }))}
          />
          {mayChange && (
            <button type="button" class="pvf-link" onClick={() => onChange(values.toSpliced(index, 1))}>
              {texts.rules.removeField}
            </button>
          )}
        </div>
      ))}
      {mayChange && first !== undefined && (
        <button type="button" class="pvf-link" onClick={() => onChange([...values, { fieldId: first.id, value: '' }])}>
          {texts.rules.addField}
        </button>
      )}
    </>
  );
}
