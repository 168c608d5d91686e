import type { JSX } from 'preact';
import type { CardView, LinkedCustomer, UnlinkedCustomer } from '../../server/api/card/payments-view.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { Section } from '../ui/section.tsx';
import { fill } from '../ui/texts.ts';
import { nameOf } from './customer-name.ts';
import { usePanel } from './panel-context.ts';

/** The customers behind the card's payments, why they are linked, and buttons to unlink them or link them again. */
export function Customers({ view }: { view: CardView }): JSX.Element | null {
  const { texts } = usePanel();
  const { customers, unlinked, rights } = view;
  if (customers.length + unlinked.length === 0) return null;
  return (
    <Section title={texts.customers.title}>
      <ul class="pvf-list">
        {customers.map((customer) => (
          <Customer key={customer.id} customer={customer} mayUnlink={rights.link} />
        ))}
        {unlinked.map((customer) => (
          <Unlinked key={customer.id} customer={customer} mayLink={rights.link} />
        ))}
      </ul>
    </Section>
  );
}

function Customer({ customer, mayUnlink }: { customer: LinkedCustomer; mayUnlink: boolean }): JSX.Element {
  const { texts, formats, now, actions } = usePanel();
  const words = texts.customers;
  const { match, email, country } = customer;
  const name = nameOf(customer, texts);
  const since = fill(words.since, { day: formats.day(match.since, now) });
  return (
    <li class="pvf-customer">
      <p class="pvf-name">
        <bdi>{name}</bdi>
        {customer.company && name !== customer.company && (
          <>
            {' · '}
            <bdi>{customer.company}</bdi>
          </>
        )}
      </p>
      <p>
        <bdi>{[name === email ? null : email, country && formats.country(country)].filter(Boolean).join(' · ')}</bdi>
      </p>
      <details>
        <summary>{match.confirmed ? words.why[match.reason] : words.checking}</summary>
        <p dir="auto">{match.explanation}</p>
        <p>{match.linkedBy ? `${fill(words.linkedBy, { name: match.linkedBy })} · ${since}` : since}</p>
      </details>
      {mayUnlink && match.confirmed && (
        <ConfirmedButton
          label={words.unlink}
          question={fill(words.unlinkQuestion, { name })}
          yes={words.unlinkYes}
          no={words.keep}
          act={() => actions.unlink(customer.id)}
        />
      )}
    </li>
  );
}

function Unlinked({ customer, mayLink }: { customer: UnlinkedCustomer; mayLink: boolean }): JSX.Element {
  const { texts, actions } = usePanel();
  const { id, text, again } = customer;
  return (
    <li class="pvf-customer">
      <p dir="auto">{text}</p>
      {mayLink && (
        <ConfirmedButton label={again} yes={again} no={texts.suggestions.cancel} act={() => actions.link(id)} />
      )}
    </li>
  );
}
