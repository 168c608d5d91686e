import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { VisibleLead } from '../../server/api/lead-list/payments-summary-view.ts';
import type { ManyLinksEntry } from '../../server/api/payment-links/many-links-view.ts';
import type { PaymentLinkOffer } from '../../server/api/payment-links/payment-links-view.ts';
import type { Refusal } from '../client/answer.ts';
import { refusalText } from '../payment-link/refusal-text.ts';
import { commonRefusal } from './failed-links.ts';
import type { ListContext } from './list-context.ts';
import { MadeLinks } from './made-links.tsx';
import { type Choice, ManyLinksForm } from './many-links-form.tsx';

interface ManyLinksProps {
  readonly leads: readonly VisibleLead[];
  readonly context: ListContext;
  readonly onGrown: () => void;
}

/** One choice for all leads, and the resulting link of each. */
export function ManyLinks({ leads, context, onGrown }: ManyLinksProps): JSX.Element {
  const { api, texts } = context;
  const [offer, setOffer] = useState<PaymentLinkOffer | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [entries, setEntries] = useState<ReadonlyMap<number, ManyLinksEntry>>(new Map());
  const [isMaking, setMaking] = useState(false);
  // The same lead keeps its id, so that a retry after a lost answer makes no link twice.
  const [ids] = useState(() => new Map(leads.map(({ leadId }) => [leadId, crypto.randomUUID()])));
  const [first] = leads;

  const askOffer = async (): Promise<void> => {
    setRefusal(null);
    const result = await api.offer(first?.leadId ?? 0);
    if (result.ok) setOffer(result.body);
    else setRefusal(result.refusal);
  };
  useEffect(() => void askOffer(), []);
  useEffect(onGrown, [offer, entries, refusal]);

  const make = async (chosen: Choice, leadIds: readonly number[]): Promise<void> => {
    // A new choice is another link for each lead.
    if (chosen !== choice) for (const leadId of ids.keys()) ids.set(leadId, crypto.randomUUID());
    setChoice(chosen);
    setMaking(true);
    setRefusal(null);
    const links = leadIds.map((leadId) => ({ leadId, id: ids.get(leadId) ?? '' }));
    const result = await api.makeLinks({ ...chosen, links });
    setMaking(false);
    if (!result.ok) return setRefusal(result.refusal);
    const common = entries.size === 0 ? commonRefusal(result.body.links) : null;
    if (common !== null) return setRefusal(common);
    setEntries(new Map([...entries, ...result.body.links.map((entry) => [entry.leadId, entry] as const)]));
  };

  if (offer === null) {
    if (refusal === null) return <p role="status">{texts.link.loading}</p>;
    return (
      <div class="pvf-box pvf-box-error" role="alert">
        <p>{refusalText(refusal, texts.link)}</p>
        <button type="button" class="pvf-button" onClick={askOffer}>
          {texts.link.retry}
        </button>
      </div>
    );
  }
  if (!offer.kinds.includes('checkout')) return <p role="status">{texts.link.refusals.no_checkout}</p>;
  if (offer.products.length === 0) return <p role="status">{texts.link.noProducts}</p>;
  if (entries.size > 0 && choice !== null) {
    return <MadeLinks {...{ leads, entries, context, isMaking, refusal }} onRest={(rest) => make(choice, rest)} />;
  }
  const all = leads.map(({ leadId }) => leadId);
  return (
    <ManyLinksForm {...{ offer, context, isMaking, refusal }} count={all.length} onMake={(made) => make(made, all)} />
  );
}
