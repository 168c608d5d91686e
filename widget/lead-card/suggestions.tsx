import type { JSX } from 'preact';
import type { PanelRights, SuggestedCustomer } from '../../server/api/card/payments-view.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { Section } from '../ui/section.tsx';
import { fill } from '../ui/texts.ts';
import { nameOf } from './customer-name.ts';
import { usePanel } from './panel-context.ts';

/** Paying customers who might belong to this lead, each with its reason. */
export function Suggestions(props: {
  suggestions: readonly SuggestedCustomer[];
  rights: PanelRights;
}): JSX.Element | null {
  const { texts } = usePanel();
  if (props.suggestions.length === 0) return null;
  return (
    <Section title={texts.suggestions.title}>
      <ul class="pvf-list">
        {props.suggestions.map((customer) => (
          <Suggestion key={customer.id} customer={customer} mayLink={props.rights.link} mayDismiss />
        ))}
      </ul>
    </Section>
  );
}

/** A customer with their payments, to be linked to this lead or, if suggested, to be ruled out. */
export function Suggestion(props: {
  customer: SuggestedCustomer;
  mayLink: boolean;
  mayDismiss?: boolean;
}): JSX.Element {
  const { customer } = props;
  const { texts, formats, now, actions } = usePanel();
  const words = texts.suggestions;
  const name = nameOf(customer, texts);
  const paid = customer.paid.map(({ currency, paid: amount }) => formats.money(amount, currency));
  const last = customer.lastPaymentAt && fill(words.lastPayment, { day: formats.day(customer.lastPaymentAt, now) });
  return (
    <li class="pvf-customer">
      <p class="pvf-name">
        <bdi>{name}</bdi>
      </p>
      {customer.email !== name && <bdi>{customer.email}</bdi>}
      <p>{[...paid, last].filter(Boolean).join(' · ')}</p>
      <p dir="auto">{customer.explanation}</p>
      {props.mayLink && (
        <p class="pvf-actions">
          <ConfirmedButton
            label={words.link}
            question={fill(words.linkQuestion, { name })}
            yes={words.linkYes}
            no={words.cancel}
            act={() => actions.link(customer.id)}
            isMain
          />
          {props.mayDismiss && (
            <ConfirmedButton
              label={words.dismiss}
              question={fill(words.dismissQuestion, { name })}
              yes={words.dismissYes}
              no={words.cancel}
              act={() => actions.unlink(customer.id)}
            />
          )}
        </p>
      )}
    </li>
  );
}
