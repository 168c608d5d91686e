import { Fragment, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LeadPreview, UnmatchedCustomer } from '../../../server/api/customers/unmatched-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

/** Says which lead would be created, where and for whom, before it is. */
export function CreateLead(props: {
  customer: UnmatchedCustomer;
  name: string;
  isBusy: boolean;
  onCreate: () => void;
}): JSX.Element {
  const { customer, name, isBusy, onCreate } = props;
  const { texts, api } = usePage();
  const words = texts.unmatched;
  const [preview, setPreview] = useState<LeadPreview | null>(null);
  const { isBusy: isAsking, refusal, send } = useRequest();
  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isAsking || isBusy}
        aria-expanded={preview !== null}
        aria-label={fill(words.createFor, { customer: name })}
        onClick={() =>
          void send(
            () => api.previewLead(customer.id),
            async (planned) => setPreview(planned),
          )
        }
      >
        {words.create}
      </button>
      <RefusalMessage refusal={refusal} />
      {preview && (
        <fieldset class="pvf-question" aria-label={fill(words.createFor, { customer: name })}>
          <Preview preview={preview} email={customer.email ?? ''} />
          <p class="pvf-actions">
            <button type="button" class="pvf-button" disabled={isBusy} onClick={onCreate}>
              {words.createYes}
            </button>
            <button type="button" class="pvf-link" disabled={isBusy} onClick={() => setPreview(null)}>
              {texts.cancel}
            </button>
          </p>
        </fieldset>
      )}
    </>
  );
}

function Preview({ preview, email }: { preview: LeadPreview; email: string }): JSX.Element {
  const { texts } = usePage();
  const words = texts.unmatched;
  const place = [preview.pipeline, preview.stage].filter(Boolean).join(' › ');
  const rows = [
    [words.newLead, preview.leadName],
    [words.place, place || words.kommoChooses],
    [words.responsible, preview.responsible ?? words.kommoChooses],
    [words.contact, fill(preview.isNewContact ? words.newContact : words.sameContact, { email })],
  ] as const;
  return (
    <dl class="pvf-facts">
      {rows.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd dir="auto">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
