import type { JSX } from 'preact';
import { Customers } from './customers.tsx';
import { CustomersLeads } from './customers-leads.tsx';
import { History } from './history.tsx';
import { LazyForm } from './lazy-form.tsx';
import { MonthsPicture } from './months-picture.tsx';
import { Nothing } from './nothing.tsx';
import { Orders } from './orders.tsx';
import { usePanel } from './panel-context.ts';
import { NewPaymentLink, PaymentLinks } from './payment-links.tsx';
import type { PanelView } from './payments-api.ts';
import { Problems } from './problems.tsx';
import { Subscriptions } from './subscriptions.tsx';
import { Suggestions } from './suggestions.tsx';
import { Totals } from './totals.tsx';

export function LoadedPanel({ view }: { view: PanelView }): JSX.Element {
  const { texts } = usePanel();
  const isEmpty = view.orders.length === 0 && view.subscriptions.length === 0;
  return (
    <>
      {isEmpty ? <Nothing view={view} /> : <Totals view={view} />}
      <NewPaymentLink view={view} />
      <Suggestions suggestions={view.suggestions} rights={view.rights} />
      <Problems problems={view.problems} />
      {view.totals.length > 0 && <MonthsPicture view={view} />}
      <Subscriptions view={view} />
      <Orders view={view} />
      <PaymentLinks links={view.paymentLinks} />
      <History view={view} />
      {view.leads && <CustomersLeads leads={view.leads} />}
      <Customers view={view} />
      {view.waiting && <p class="pvf-section">{view.waiting.text}</p>}
      {view.rights.search && view.setup === 'ready' && (
        // Links a customer without a suggestion: a buyer with another e-mail address, or one unlinked by mistake.
        <LazyForm
          key={view.customers.map(({ id }) => id).join()}
          file="find-customer.js"
          label={texts.find.open}
          look="pvf-link"
        />
      )}
    </>
  );
}
