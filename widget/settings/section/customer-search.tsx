import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SuggestedCustomer } from '../../../server/api/card/payments-view.ts';
import type { Refusal } from '../../client/answer.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';

/** The server's minimum. */
const SHORTEST_SEARCH = 3;

/** A customer's name in the list. */
type FoundCustomer = SuggestedCustomer & { readonly name: string };

interface SearchProps {
  readonly title: string;
  readonly what: string;
  /** @param remove removes the customer from the list and says why */
  readonly actions: (customer: FoundCustomer, remove: (why: string) => void) => JSX.Element;
}

/** Finds any customer, linked to a lead or not, by a part of the e-mail, name or company, and offers an action. */
export function CustomerSearch({ title, what, actions }: SearchProps): JSX.Element {
  const { texts, api } = usePage();
  const words = texts.customerSearch;
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [found, setFound] = useState<readonly SuggestedCustomer[]>([]);
  const [said, setSaid] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const find = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setSaid(null);
    const answer = await api.findCustomers(typed.trim());
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    setFound(answer.ok ? answer.body.customers : []);
    if (answer.ok && answer.body.customers.length === 0) setSaid(words.none);
  };
  const remove = (id: string, why: string): void => {
    setFound((before) => before.filter((customer) => customer.id !== id));
    setSaid(why);
  };
  return (
    <form class="pvf-block" onSubmit={(event) => void find(event)}>
      <h3>{title}</h3>
      <p class="pvf-quiet">{what}</p>
      <div class="pvf-inline">
        <TextField label={words.label} value={typed} onChange={setTyped} />
        <button type="submit" class="pvf-button" disabled={isBusy || typed.trim().length < SHORTEST_SEARCH}>
          {words.search}
        </button>
      </div>
      {found.length > 0 && (
        <ul class="pvf-entries" aria-label={words.found}>
          {found.map((customer) => (
            <Entry key={customer.id} customer={customer} actions={actions} remove={(why) => remove(customer.id, why)} />
          ))}
        </ul>
      )}
      <p role="status" class={said === words.none ? 'pvf-quiet' : 'pvf-good'}>
        {said}
      </p>
      <RefusalMessage refusal={refusal} />
    </form>
  );
}

function Entry(props: {
  customer: SuggestedCustomer;
  actions: SearchProps['actions'];
  remove: (why: string) => void;
}): JSX.Element {
  const { texts } = usePage();
  const { customer, actions, remove } = props;
  const name = customer.name ?? customer.email ?? texts.unmatched.unnamed;
  const about = [customer.email, customer.company, customer.explanation];
  return (
    <li class="pvf-entry">
      <strong dir="auto">{name}</strong>
      <p class="pvf-quiet" dir="auto">
        {about.filter((part) => part && part !== name).join(' · ')}
      </p>
      {actions({ ...customer, name }, remove)}
    </li>
  );
}
