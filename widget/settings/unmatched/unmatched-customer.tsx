import type { JSX } from 'preact';
import type {
  CreatedLead,
  UnmatchedCandidate,
  UnmatchedCustomer,
} from '../../../server/api/customers/unmatched-view.ts';
import type { Answer } from '../../client/answer.ts';
import { fill } from '../../ui/texts.ts';
import { EraseCustomer } from '../account-data/erase-customer.tsx';
import { ResyncButton } from '../operations/resync-button.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { useRequest } from '../page/use-request.ts';
import { CreateLead } from './create-lead.tsx';
import type { FreshLink } from './fresh-links.tsx';
import { FindLead } from './lead-search.tsx';
import { NotRelevantButton, NotRelevantNote } from './put-aside.tsx';

interface RowProps {
  readonly customer: UnmatchedCustomer;
  readonly canCreate: boolean;
  readonly onLinked: (link: FreshLink) => Promise<void>;
  readonly onPutAside: (name: string) => Promise<void>;
  readonly onUndone: () => Promise<void>;
  readonly onErased: () => Promise<void>;
}

type LeadToLink = Pick<UnmatchedCandidate, 'leadId' | 'leadName'>;

/** The payer, the payment, why no lead was chosen, and the possible leads; a click links. */
export function UnmatchedCustomerRow(props: RowProps): JSX.Element {
  const { customer, onLinked, onUndone } = props;
  const { texts, api } = usePage();
  const { isBusy, refusal, send } = useRequest();
  const customerName = customer.name ?? customer.email ?? texts.unmatched.unnamed;

  /** `work` resolves with the customer's new lead */
  const linkBy = (work: () => Promise<Answer<CreatedLead>>): Promise<void> =>
    send(work, (lead) => onLinked({ customerId: customer.id, customerName, ...lead }));
  const link = ({ leadId, leadName }: LeadToLink): Promise<void> =>
    linkBy(async () => {
      const answer = await api.link(leadId, customer.id);
      return answer.ok ? { ...answer, body: { leadId, leadName } } : answer;
    });
  return (
    <li class="pvf-entry">
      <CustomerPayments customer={customer} name={customerName} />
      <p class="pvf-quiet" dir="auto">
        {customer.why}
      </p>
      {customer.candidates.length > 0 && (
        <ul class="pvf-candidates" aria-label={fill(texts.unmatched.candidatesOf, { customer: customerName })}>
          {customer.candidates.map((candidate) => (
            <Candidate
              key={candidate.leadId}
              candidate={candidate}
              isBusy={isBusy}
              onLink={() => void link(candidate)}
            />
          ))}
        </ul>
      )}
      {customer.notCreated !== null && (
        <p class="pvf-problem">{fill(texts.unmatched.notCreated, { reason: customer.notCreated })}</p>
      )}
      {customer.notRelevant && (
        <NotRelevantNote mark={customer.notRelevant} id={customer.id} name={customerName} onUndone={onUndone} />
      )}
      <CustomerActions
        {...props}
        name={customerName}
        isBusy={isBusy}
        onLink={(lead) => void link(lead)}
        onCreate={() => void linkBy(() => api.createLead(customer.id))}
      />
      <RefusalMessage refusal={refusal} />
    </li>
  );
}

/** What can be done apart from choosing one of the candidates. */
function CustomerActions(
  props: RowProps & {
    readonly name: string;
    readonly isBusy: boolean;
    readonly onLink: (lead: LeadToLink) => void;
    readonly onCreate: () => void;
  },
): JSX.Element {
  const { customer, name, isBusy, canCreate, onLink, onCreate, onPutAside, onErased } = props;
  const { mayChange } = usePage();
  const waits = customer.notRelevant === null;
  return (
    <>
      <FindLead customerName={name} isBusy={isBusy} onLink={onLink} />{' '}
      {canCreate && waits && customer.email !== null && (
        <CreateLead customer={customer} name={name} isBusy={isBusy} onCreate={onCreate} />
      )}{' '}
      {mayChange && waits && <NotRelevantButton id={customer.id} name={name} onDone={() => onPutAside(name)} />}{' '}
      {mayChange && <ResyncButton customerId={customer.id} name={name} />}{' '}
      {mayChange && <EraseCustomer id={customer.id} name={name} email={customer.email} onErased={onErased} />}
    </>
  );
}

function CustomerPayments({ customer, name }: { customer: UnmatchedCustomer; name: string }): JSX.Element {
  const { texts, formats, now } = usePage();
  const { lastPayment } = customer;
  const about = [customer.email, customer.company, customer.country && formats.country(customer.country)];
  return (
    <div class="pvf-entry-row">
      <div class="pvf-entry-text">
        <strong dir="auto">{name}</strong>
        <p class="pvf-quiet" dir="auto">
          {about.filter((part) => part && part !== name).join(' · ')}
        </p>
      </div>
      <div class="pvf-sums">
        {customer.paid.map(({ currency, paid }) => (
          <strong key={currency}>{formats.money(paid, currency)}</strong>
        ))}
        {lastPayment && (
          <small class="pvf-quiet" title={formats.moment(lastPayment.at)}>
            {fill(texts.unmatched.lastPayment, {
              amount: formats.money(lastPayment.amount, lastPayment.currency),
              day: formats.day(lastPayment.at, now),
            })}
            {lastPayment.product && ` · ${lastPayment.product}`}
          </small>
        )}
      </div>
    </div>
  );
}

function Candidate(props: { candidate: UnmatchedCandidate; isBusy: boolean; onLink: () => void }): JSX.Element {
  const { leadId, leadName, explanation, confidence } = props.candidate;
  const { texts, leadPath } = usePage();
  return (
    <li class="pvf-candidate">
      <div class="pvf-entry-text">
        <a href={leadPath(leadId)} dir="auto">
          {leadName}
        </a>{' '}
        <meter min={0} max={100} value={confidence} aria-label={texts.unmatched.confidence} title={`${confidence} %`} />
        <p class="pvf-quiet" dir="auto">
          {explanation}
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
