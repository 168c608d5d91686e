import type { JSX } from 'preact';
import type { CustomersLead } from '../../server/api/card/payments-view.ts';
import { leadPath } from '../ui/lead-path.ts';
import { Section } from '../ui/section.tsx';
import { usePanel } from './panel-context.ts';

/** On the card of a contact or company: the leads of its customers. */
export function CustomersLeads({ leads }: { leads: readonly CustomersLead[] }): JSX.Element | null {
  const { texts } = usePanel();
  if (leads.length === 0) return null;
  return (
    <Section title={texts.leads}>
      <ul class="pvf-list">
        {leads.map(({ id, name }) => (
          <li key={id}>
            <a href={leadPath(id)} dir="auto">
              {name ?? `#${id}`}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
