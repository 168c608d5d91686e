import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PaymentLinkView } from '../../server/api/payment-links/payment-links-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { fill } from '../ui/texts.ts';
import { LazyForm } from './lazy-form.tsx';
import { ListSection } from './list-section.tsx';
import { usePanel } from './panel-context.ts';
import type { PanelView } from './payments-api.ts';

const LINKS_AT_ONCE = 3;

/** The links made on this card, the state of each, and a button to make another. */
export function PaymentLinks({ view }: { view: PanelView }): JSX.Element | null {
  const { texts } = usePanel();
  const [isOpen, setOpen] = useState(false);
  const words = texts.paymentLinks;
  const { paymentLinks, customers } = view;
  // A link belongs to a lead: other cards point to their leads.
  if (view.setup === 'no-secret' || view.leads) return null;
  const form = isOpen ? (
    <LazyForm file="payment-link.js" known={customers[0]} onClose={() => setOpen(false)} />
  ) : (
    <button type="button" class="pvf-button" onClick={() => setOpen(true)}>
      {words.make}
    </button>
  );
  // A heading above only the button would say the same twice.
  if (paymentLinks.length === 0 && !isOpen) return <div class="pvf-section">{form}</div>;
  return (
    <ListSection
      title={words.title}
      items={paymentLinks}
      few={LINKS_AT_ONCE}
      row={(link) => <PaymentLink key={link.id} link={link} />}
    >
      {form}
    </ListSection>
  );
}

function PaymentLink({ link }: { link: PaymentLinkView }): JSX.Element {
  const { texts, formats, now } = usePanel();
  const words = texts.paymentLinks;
  const day = (time: string): string => formats.day(time, now);
  const isOver = link.state === 'paid' || link.state === 'expired';
  return (
    <li>
      <span dir="auto">
        {link.product}
        {link.quantity > 1 && ` × ${formats.number(link.quantity)}`}
      </span>
      <p title={formats.moment(link.since)}>
        <strong>{fill(words.state[link.state], { day: day(link.since) })}</strong>
        {!isOver && link.expiresAt !== null && ` · ${fill(words.expires, { day: day(link.expiresAt) })}`}
      </p>
      <p dir="auto">{fill(words.madeFor, { email: link.email, name: link.createdBy })}</p>
      {!isOver && <CopyButton content={link.url} label={words.copy} copied={words.copied} />}
    </li>
  );
}
