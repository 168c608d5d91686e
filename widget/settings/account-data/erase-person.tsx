import type { JSX } from 'preact';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import { CustomerSearch } from '../section/customer-search.tsx';
import { EraseCustomer } from './erase-customer.tsx';

export function ErasePerson(): JSX.Element {
  const { texts, refreshStatus } = usePage();
  const words = texts.data.erase;
  return (
    <CustomerSearch
      title={words.title}
      what={words.what}
      actions={({ id, name, email }, remove) => {
        const noteErased = async (): Promise<void> => {
          remove(fill(words.done, { customer: name }));
          await refreshStatus();
        };
        return <EraseCustomer id={id} name={name} email={email} onErased={noteErased} />;
      }}
    />
  );
}
