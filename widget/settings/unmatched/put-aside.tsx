import type { JSX } from 'preact';
import type { UnmatchedCustomer } from '../../../server/api/customers/unmatched-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

/** A customer who was put aside a moment ago. */
export interface PutAside {
  readonly customerId: string;
  readonly customerName: string;
}

/** Takes a customer who needs no lead out of the list. */
export function NotRelevantButton(props: { id: string; name: string; onDone: () => Promise<void> }): JSX.Element {
  const { texts, api } = usePage();
  const { isBusy, refusal, send } = useRequest();
  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={fill(texts.unmatched.notRelevantOf, { customer: props.name })}
        onClick={() => void send(() => api.putAside(props.id), props.onDone)}
      >
        {texts.unmatched.notRelevant}
      </button>
      <RefusalMessage refusal={refusal} />
    </>
  );
}

/** Who put the customer aside, when, and the way back. */
export function NotRelevantNote(props: {
  mark: NonNullable<UnmatchedCustomer['notRelevant']>;
  id: string;
  name: string;
  onUndone: () => Promise<void>;
}): JSX.Element {
  const { mark, id, name, onUndone } = props;
  const { texts, formats, now } = usePage();
  const day = formats.day(mark.since, now);
  return (
    <p class="pvf-quiet">
      <span title={formats.moment(mark.since)}>
        {fill(texts.unmatched.notRelevantBy, { name: mark.by ?? '–', day })}
      </span>{' '}
      <UndoButton id={id} name={name} onUndone={onUndone} />
    </p>
  );
}

/** What was put aside on this page, each with an undo button. */
export function JustPutAside(props: {
  customers: readonly PutAside[];
  onUndone: (customer: PutAside) => Promise<void>;
}): JSX.Element {
  const { texts } = usePage();
  return (
    <div role="status">
      {props.customers.map((customer) => (
        <p key={customer.customerId} class="pvf-good">
          {fill(texts.unmatched.isNotRelevant, { customer: customer.customerName })}{' '}
          <UndoButton id={customer.customerId} name={customer.customerName} onUndone={() => props.onUndone(customer)} />
        </p>
      ))}
    </div>
  );
}

function UndoButton(props: { id: string; name: string; onUndone: () => Promise<void> }): JSX.Element | null {
  const { texts, api, mayChange } = usePage();
  const { isBusy, refusal, send } = useRequest();
  if (!mayChange) return null;
  return (
    <>
      <button
        type="button"
        class="pvf-link"
        disabled={isBusy}
        aria-label={fill(texts.unmatched.undoOf, { customer: props.name })}
        onClick={() => void send(() => api.undoPutAside(props.id), props.onUndone)}
      >
        {texts.unmatched.undo}
      </button>
      <RefusalMessage refusal={refusal} />
    </>
  );
}
