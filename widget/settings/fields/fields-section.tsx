import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LedgerField } from '../../../server/rules/ledger-fields.ts';
import type { Settings } from '../../../server/rules/settings.ts';
import type { Refusal } from '../api/answers.ts';
import { nameOf } from '../catalog/names.ts';
import { SelectField } from '../form/select-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { mergeValues } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

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

/** Which of the lead's fields show what of the payments, for Kommo's own filters and lists. */
export function FieldsSection({ onCreated }: { onCreated: () => Promise<void> }): JSX.Element {
  const { texts, mayChange } = usePage();
  const { leadFields, ledgerFields } = useCatalog();
  const describe = (before: EditedFields, after: EditedFields): readonly string[] =>
    USES.filter((use) => before.fields[use] !== after.fields[use]).map((use) => {
      const fieldId = after.fields[use];
      return `${texts.fields.uses[use]}: ${fieldId === null ? texts.fields.notShown : nameOf(leadFields, fieldId)}`;
    });
  const section = useSection<EditedFields>({ name: 'fields', part: ({ fields }) => ({ fields }), describe });
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
          onCreated={async (made) => {
            await onCreated();
            await section.save('refuse', { fields: { ...value.fields, ...made } });
          }}
        />
      )}
      <SaveBar section={section} describe={describe} merge={merge} />
    </PageSection>
  );
}

/** Makes the fields that are not shown anywhere yet, named in the reader's language. */
function CreateFields(props: {
  missing: readonly LedgerField[];
  onCreated: (made: Partial<Record<LedgerField, number>>) => Promise<void>;
}): JSX.Element {
  const { texts, formats, api } = usePage();
  const [isCreating, setCreating] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const create = async (): Promise<void> => {
    setCreating(true);
    const answer = await api.createLeadFields(props.missing.map((use) => ({ use, name: texts.fields.names[use] })));
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok)
      await props.onCreated(Object.fromEntries(answer.body.fields.map(({ use, fieldId }) => [use, fieldId])));
    setCreating(false);
  };
  return (
    <div class="pvf-actions">
      <button type="button" class="pvf-button" disabled={isCreating} onClick={() => void create()}>
        {formats.plural(texts.fields.create, props.missing.length)}
      </button>
      <small class="pvf-quiet">{texts.fields.createHint}</small>
      {refusal && (
        <p role="alert" class="pvf-problem">
          {refusalText(texts, refusal)}
        </p>
      )}
    </div>
  );
}

function merge(base: EditedFields, mine: EditedFields, theirs: EditedFields): EditedFields {
  const fields = { ...theirs.fields };
  for (const use of USES) fields[use] = mergeValues(base.fields[use], mine.fields[use], theirs.fields[use]);
  return { fields };
}
