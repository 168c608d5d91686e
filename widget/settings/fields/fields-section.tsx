import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LedgerField } from '../../../server/rules/settings/ledger-fields.ts';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { fill } from '../../ui/texts.ts';
import { nameOf } from '../catalog/names.ts';
import { SelectField } from '../form/select-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { mergeValues } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';
import { CreateFields } from './create-fields.tsx';
import { Invoices } from './invoices.tsx';

type EditedFields = Pick<Settings, 'fields'>;

/** In the order of the settings' schema. */
const USES: readonly LedgerField[] = [
  'status',
  'monthly',
  'nextChargeAt',
  'totalPaid',
  'lastPaymentAt',
  'subscriptionId',
  'country',
];

/** Which of the lead's fields show which payment data, for Kommo's own filters and lists. */
export function FieldsSection({ onCreated }: { onCreated: () => Promise<void> }): JSX.Element {
  const { texts, mayChange } = usePage();
  const [created, setCreated] = useState<readonly string[]>([]);
  const { leadFields, ledgerFields } = useCatalog();
  const describe = (before: EditedFields, after: EditedFields): readonly string[] =>
    USES.filter((use) => before.fields[use] !== after.fields[use]).map((use) => {
      const fieldId = after.fields[use];
      return `${texts.fields.uses[use]}: ${fieldId === null ? texts.fields.notShown : nameOf(leadFields, fieldId)}`;
    });
  const section = useSection<EditedFields>({ name: 'fields', part: ({ fields }) => ({ fields }) });
  const { value, change, problemAt } = section;
  const missing = USES.filter((use) => value.fields[use] === null);
  return (
    <PageSection name="fields">
      <div class="pvf-columns">
        {USES.map((use) => (
          <SelectField
            key={use}
            label={texts.fields.uses[use]}
            value={value.fields[use]}
            options={[
              { value: null, label: texts.fields.notShown },
              ...leadFields
                .filter(({ type }) => ledgerFields[use].accepts.includes(type))
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
            unknownLabel={texts.rules.goneField}
            problem={problemAt(`fields.${use}`)}
            onChange={(fieldId) => change({ fields: { ...value.fields, [use]: fieldId } })}
          />
        ))}
      </div>
      <p class="pvf-quiet">{texts.fields.hint}</p>
      {mayChange && missing.length > 0 && (
        <CreateFields
          missing={missing}
          onCreated={async (fields) => {
            setCreated(fields.filter(({ made }) => made).map(({ name }) => name));
            await onCreated();
            const shown = Object.fromEntries(fields.map(({ use, fieldId }) => [use, fieldId]));
            await section.save('refuse', { fields: { ...value.fields, ...shown } });
          }}
        />
      )}
      {created.length > 0 && <p role="status">{fill(texts.fields.created, { names: created.join(', ') })}</p>}
      <SaveBar section={section} describe={describe} merge={merge} />
      <Invoices />
    </PageSection>
  );
}

function merge(base: EditedFields, mine: EditedFields, theirs: EditedFields): EditedFields {
  const fields = { ...theirs.fields };
  for (const use of USES) fields[use] = mergeValues(base.fields[use], mine.fields[use], theirs.fields[use]);
  return { fields };
}
