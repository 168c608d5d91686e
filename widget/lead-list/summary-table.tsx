import type { JSX } from 'preact';
import type { LeadSummary } from '../../server/api/lead-list/payments-summary-view.ts';
import { leadPath } from '../ui/lead-path.ts';
import type { ListContext } from './list-context.ts';

/** A row for each lead: the customer, the state, and the payments in each currency. */
export function SummaryTable({ leads, context }: { leads: readonly LeadSummary[]; context: ListContext }): JSX.Element {
  const { words } = context.texts;
  return (
    <table class="pvf-summary">
      <thead>
        <tr>
          <th scope="col">{words.lead}</th>
          <th scope="col">{words.customers}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.paid}</th>
        </tr>
      </thead>
      <tbody>
        {leads.map((lead) => (
          <Row key={lead.leadId} lead={lead} context={context} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ lead, context }: { lead: LeadSummary; context: ListContext }): JSX.Element {
  const { texts, formats } = context;
  if (lead.hidden) {
    return (
      <tr>
        <th scope="row">#{lead.leadId}</th>
        <td colSpan={3}>{texts.words.hidden}</td>
      </tr>
    );
  }
  return (
    <tr>
      <th scope="row">
        <a href={leadPath(lead.leadId)} target="_blank" rel="noreferrer" dir="auto">
          {lead.name ?? `#${lead.leadId}`}
        </a>
      </th>
      <td dir="auto">{lead.customers.join(', ')}</td>
      <td>
        <span class={`pvf-status pvf-status-${lead.status}`}>{texts.panel.status[lead.status]}</span>
      </td>
      <td>
        {lead.paid.map(({ currency, paid }) => (
          <div key={currency}>{formats.money(paid, currency)}</div>
        ))}
      </td>
    </tr>
  );
}
