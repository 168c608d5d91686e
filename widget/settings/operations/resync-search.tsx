import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SuggestedCustomer } from '../../../server/api/payments-view.ts';
import type { Refusal } from '../api/answers.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';
import { ResyncButton } from './resync-button.tsx';

/** The server takes no fewer. */
const SHORTEST_SEARCH = 3;

/** Finds any customer, whether on a lead or not. */
export function ResyncSearch(): JSX.Element {
  const { texts, api } = usePage();
  const words = texts.operations.resync;
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly SuggestedCustomer[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const find = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await api.findCustomers(search);
    setRefusal(answer.ok ? null : answer.refusal);
    setFound(answer.ok ? answer.body.customers : null);
  };
  return (
    <form class="pvf-block" onSubmit={(event) => void find(event)}>
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.what}</p>
      <div class="pvf-inline">
        <TextField label={words.search} value={search} onChange={setSearch} />
        <button type="submit" class="pvf-button" disabled={search.trim().length < SHORTEST_SEARCH}>
          {words.find}
        </button>
      </div>
      <p role="status" class="pvf-quiet">
        {found?.length === 0 && words.none}
      </p>
      {refusal && (
        <p class="pvf-problem" role="alert">
          {refusalText(texts, refusal)}
        </p>
      )}
      {found !== null && found.length > 0 && (
        <ul class="pvf-entries" aria-label={words.found}>
          {found.map((customer) => (
            <FoundCustomer key={customer.id} customer={customer} />
          ))}
        </ul>
      )}
    </form>
  );
}

function FoundCustomer({ customer }: { customer: SuggestedCustomer }): JSX.Element {
  const { texts } = usePage();
  const name = customer.name ?? customer.email ?? texts.unmatched.unnamed;
  const about = [customer.email, customer.company, customer.explanation];
  return (
    <li class="pvf-entry">
      <strong dir="auto">{name}</strong>
      <p class="pvf-quiet" dir="auto">
        {about.filter((part) => part && part !== name).join(' · ')}
      </p>
      <ResyncButton customerId={customer.id} name={name} />
    </li>
  );
}
