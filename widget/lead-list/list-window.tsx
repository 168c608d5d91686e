import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LeadSummary, VisibleLead } from '../../server/api/lead-list/payments-summary-view.ts';
import type { Refusal } from '../client/answer.ts';
import { refusalText } from '../payment-link/refusal-text.ts';
import { fill } from '../ui/texts.ts';
import { withContact } from '../ui/with-contact.ts';
import type { ListContext } from './list-context.ts';
import { ManyLinks } from './many-links.tsx';
import { SummaryTable } from './summary-table.tsx';

/** The server's maximum. */
const LEADS_AT_MOST = 500;
const LINKS_AT_MOST = 50;

interface WindowProps {
  readonly context: ListContext;
  readonly leadIds: readonly number[];
  /** called when the window has grown */
  readonly onGrown: () => void;
  readonly onClose: () => void;
}

/** The payments of the selected leads, and a form that makes a payment link for each. */
export function ListWindow({ context, leadIds, onGrown, onClose }: WindowProps): JSX.Element {
  const { api, texts, formats } = context;
  const { words, panel, link } = texts;
  const [leads, setLeads] = useState<readonly LeadSummary[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const ask = async (): Promise<void> => {
    setRefusal(null);
    const result = await api.summarize(leadIds.slice(0, LEADS_AT_MOST));
    if (result.ok) setLeads(result.body.leads);
    else setRefusal(result.refusal);
  };
  useEffect(() => void ask(), []);
  useEffect(onGrown, [leads, refusal]);

  return (
    <section aria-label={words.title}>
      <h1>{words.title}</h1>
      {leadIds.length > LEADS_AT_MOST && <p>{fill(words.tooMany, { count: formats.number(LEADS_AT_MOST) })}</p>}
      {refusal !== null && (
        <div class="pvf-box pvf-box-error" role="alert">
          <p>{withContact(refusalText(refusal, link), panel.failure.help)}</p>
          <button type="button" class="pvf-button" onClick={ask}>
            {panel.retry}
          </button>
        </div>
      )}
      {refusal === null && leads === null && <p role="status">{words.loading}</p>}
      {leads !== null && (
        <>
          <SummaryTable leads={leads} context={context} />
          <LinksSection leads={leads.filter(isVisible)} context={context} onGrown={onGrown} />
        </>
      )}
      <p class="pvf-section">
        <button type="button" class="pvf-link" onClick={onClose}>
          {words.close}
        </button>
      </p>
    </section>
  );
}

function LinksSection(props: {
  leads: readonly VisibleLead[];
  context: ListContext;
  onGrown: () => void;
}): JSX.Element | null {
  const { leads, context, onGrown } = props;
  const { words } = context.texts;
  const [isOpen, setOpen] = useState(false);
  useEffect(onGrown, [isOpen]);
  if (leads.length === 0) return null;
  if (isOpen) return <ManyLinks {...props} />;
  if (leads.length > LINKS_AT_MOST) {
    return <p class="pvf-section">{fill(words.tooManyLinks, { count: context.formats.number(LINKS_AT_MOST) })}</p>;
  }
  return (
    <p class="pvf-section">
      <button type="button" class="pvf-button" onClick={() => setOpen(true)}>
        {words.makeLinks}
      </button>
    </p>
  );
}

const isVisible = (lead: LeadSummary): lead is VisibleLead => !lead.hidden;
