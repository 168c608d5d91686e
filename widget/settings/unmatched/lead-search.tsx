import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FoundLead, FoundLeads } from '../../../server/api/lead-search/lead-search-view.ts';
import { fill } from '../../ui/texts.ts';
import { Field } from '../form/field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';

interface FindProps {
  readonly customerName: string;
  readonly isBusy: boolean;
  readonly onLink: (lead: FoundLead) => void;
}

/** Finds any lead in Kommo, by its own or its contact's name, number or address, and offers to link the customer to it. */
export function FindLead(props: FindProps): JSX.Element {
  const { texts } = usePage();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <LeadSearch {...props} onClose={() => setOpen(false)} />;
  return (
    <button
      type="button"
      class="pvf-link"
      aria-label={fill(texts.unmatched.findLeadFor, { customer: props.customerName })}
      onClick={() => setOpen(true)}
    >
      {texts.unmatched.findLead}
    </button>
  );
}

function LeadSearch(props: FindProps & { readonly onClose: () => void }): JSX.Element {
  const { customerName, isBusy, onLink, onClose } = props;
  const { texts, api } = usePage();
  const words = texts.unmatched;
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<FoundLeads | null>(null);
  const { isBusy: isSearching, refusal, send } = useRequest();

  const search = (event: Event): void => {
    event.preventDefault();
    setFound(null);
    void send(
      () => api.searchLeads(typed.trim()),
      async (leads) => setFound(leads),
    );
  };
  return (
    <form onSubmit={search}>
      <div class="pvf-inline">
        <Field label={words.leadSearch}>
          {(attributes) => (
            <input
              {...attributes}
              disabled={false}
              class="pvf-input"
              type="search"
              maxLength={100}
              value={typed}
              ref={takeFocus}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="pvf-button" disabled={isSearching || !isLongEnough(typed.trim())}>
          {texts.customerSearch.search}
        </button>
        <button type="button" class="pvf-link" onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
      {found !== null && found.leads.length > 0 && (
        <ul class="pvf-candidates" aria-label={fill(words.leadsFound, { customer: customerName })}>
          {found.leads.map((lead) => (
            <LeadToLink key={lead.leadId} lead={lead} isBusy={isBusy} onLink={() => onLink(lead)} />
          ))}
        </ul>
      )}
      <p role="status" class="pvf-quiet" dir="auto">
        {isSearching && texts.loading}
        {found && <Missing found={found} />}
      </p>
      <RefusalMessage refusal={refusal} />
    </form>
  );
}

/** What the reader looked for in vain. */
function Missing({ found }: { found: FoundLeads }): JSX.Element {
  const { texts } = usePage();
  const names = found.contactsWithoutLeads.map(({ name }) => name).join(', ');
  return (
    <>
      {found.leads.length === 0 && texts.unmatched.noLeadFound}{' '}
      {names !== '' && fill(texts.unmatched.contactsWithoutLeads, { names })}
    </>
  );
}

/** The server's minimum: three letters, or a number. */
function isLongEnough(typed: string): boolean {
  return typed.length >= 3 || /^#?\d+$/.test(typed);
}

const takeFocus = (input: HTMLInputElement | null): void => {
  if (input && input.value === '') input.focus();
};

function LeadToLink(props: { lead: FoundLead; isBusy: boolean; onLink: () => void }): JSX.Element {
  const { leadId, leadName, pipeline, stage, contact } = props.lead;
  const { texts, leadPath } = usePage();
  const place = [pipeline, stage].filter(Boolean).join(' › ');
  return (
    <li class="pvf-candidate">
      <div class="pvf-entry-text">
        <a href={leadPath(leadId)} dir="auto">
          {leadName}
        </a>
        <p class="pvf-quiet" dir="auto">
          {[`#${leadId}`, place, contact].filter(Boolean).join(' · ')}
        </p>
      </div>
      <button
        type="button"
        class="pvf-button"
        disabled={props.isBusy}
        aria-label={fill(texts.unmatched.linkTo, { lead: leadName })}
        onClick={props.onLink}
      >
        {texts.unmatched.link}
      </button>
    </li>
  );
}
