import type { JSX } from 'preact';
import type { PaymentLinkView } from '../../server/api/payment-links/payment-links-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { fill } from '../ui/texts.ts';
import { LazyForm } from './lazy-form.tsx';
import { ListSection } from './list-section.tsx';
import { usePanel } from './panel-context.ts';
import type { PanelView } from './payments-api.ts';

const LINKS_AT_ONCE = 3;

/** The panel's main action. A link belongs to a lead: other cards point to their leads. */
export function NewPaymentLink({ view: { setup, leads, customers } }: { view: PanelView }): JSX.Element | null {
  const { texts } = usePanel();
  if (setup === 'no-secret' || leads) return null;
  return <LazyForm file="payment-link.js" label={texts.paymentLinks.make} look="pvf-button" known={customers[0]} />;
}

/** The links made on this card, and the state of each. */
export function PaymentLinks({ links }: { links: readonly PaymentLinkView[] }): JSX.Element | null {
  const { texts } = usePanel();
  return (
    <ListSection
      title={texts.paymentLinks.title}
      items={links}
      few={LINKS_AT_ONCE}
      row={(link) => <PaymentLink key={link.id} link={link} />}
    />
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
