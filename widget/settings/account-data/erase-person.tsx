import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SuggestedCustomer } from '../../../server/api/payments-view.ts';
import { fill } from '../../ui/texts.ts';
import type { Refusal } from '../api/answers.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { EraseCustomer } from './erase-customer.tsx';

const SHORTEST_SEARCH = 3;

/** Any customer, found by a part of the e-mail, name or company, and the way to erase them. */
export function ErasePerson(): JSX.Element {
  const { texts, api, refreshStatus } = usePage();
  const words = texts.data.erase;
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [found, setFound] = useState<readonly SuggestedCustomer[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [erased, setErased] = useState<string | null>(null);
  const nameOf = ({ name, email }: SuggestedCustomer): string => name ?? email ?? texts.unmatched.unnamed;

  const find = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setErased(null);
    const answer = await api.findCustomers(typed.trim());
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    setFound(answer.ok ? answer.body.customers : null);
  };
  const noteErased = async (customer: SuggestedCustomer): Promise<void> => {
    setErased(nameOf(customer));
    setFound((before) => before?.filter(({ id }) => id !== customer.id) ?? null);
    await refreshStatus();
  };
  return (
    <form class="pvf-block" onSubmit={(event) => void find(event)}>
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.what}</p>
      <div class="pvf-inline">
        <TextField label={words.search} value={typed} onChange={setTyped} />
        <button type="submit" class="pvf-button" disabled={isBusy || typed.trim().length < SHORTEST_SEARCH}>
          {words.find}
        </button>
      </div>
      {found !== null && found.length > 0 && (
        <ul class="pvf-entries" aria-label={words.title}>
          {found.map((customer) => (
            <li key={customer.id} class="pvf-entry">
              <strong dir="auto">{nameOf(customer)}</strong>
              <p class="pvf-quiet" dir="auto">
                {[customer.email, customer.company, customer.explanation].filter(Boolean).join(' · ')}
              </p>
              <EraseCustomer
                id={customer.id}
                name={nameOf(customer)}
                email={customer.email}
                onErased={() => noteErased(customer)}
              />
            </li>
          ))}
        </ul>
      )}
      <p role="status" class={erased === null ? 'pvf-quiet' : 'pvf-good'}>
        {erased === null ? found?.length === 0 && words.none : fill(words.done, { customer: erased })}
      </p>
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
    </form>
  );
}
