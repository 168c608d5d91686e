import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MadeLeadFieldsView } from '../../../server/api/settings/lead-fields-view.ts';
import type { LedgerField } from '../../../server/rules/settings/ledger-fields.ts';
import { CheckField } from '../form/check-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

interface CreateFieldsProps {
  readonly missing: readonly LedgerField[];
  readonly onCreated: (fields: MadeLeadFieldsView['fields']) => Promise<void>;
}

/** Names the fields that it would create in Kommo, in the reader's language, and creates the selected ones. */
export function CreateFields({ missing, onCreated }: CreateFieldsProps): JSX.Element {
  const { texts, formats } = usePage();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <ChooseFields {...{ missing, onCreated }} onClose={() => setOpen(false)} />;
  return (
    <div class="pvf-actions">
      <button type="button" class="pvf-button" onClick={() => setOpen(true)}>
        {formats.plural(texts.fields.create, missing.length)}
      </button>
      <small class="pvf-quiet">{texts.fields.createHint}</small>
    </div>
  );
}

function ChooseFields({ missing, onCreated, onClose }: CreateFieldsProps & { onClose: () => void }): JSX.Element {
  const { texts, formats, api } = usePage();
  const [leftOut, setLeftOut] = useState<readonly LedgerField[]>([]);
  const { isBusy, refusal, send } = useRequest();
  const chosen = missing.filter((use) => !leftOut.includes(use));
  const create = (): Promise<void> =>
    send(
      () => api.createLeadFields(chosen.map((use) => ({ use, name: texts.fields.names[use] }))),
      async ({ fields }) => {
        await onCreated(fields);
        onClose();
      },
    );
  return (
    <fieldset class="pvf-choice">
      <legend>{texts.fields.toCreate}</legend>
      {missing.map((use) => (
        <CheckField
          key={use}
          label={texts.fields.names[use]}
          checked={chosen.includes(use)}
          onChange={(wanted) => setLeftOut(wanted ? leftOut.filter((other) => other !== use) : [...leftOut, use])}
        />
      ))}
      <div class="pvf-actions">
        <button
          type="button"
          class="pvf-button pvf-main"
          disabled={isBusy || chosen.length === 0}
          onClick={() => void create()}
        >
          {formats.plural(texts.fields.create, chosen.length)}
        </button>
        <button type="button" class="pvf-link" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
      <RefusalMessage refusal={refusal} />
    </fieldset>
  );
}
