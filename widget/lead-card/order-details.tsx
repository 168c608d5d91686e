import type { ComponentChildren, JSX } from 'preact';
import type { OrderView, PaymentMethodView, RefundView } from '../../server/api/card/order-view.ts';
import type { CardView } from '../../server/api/card/payments-view.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { fill, type Texts } from '../ui/texts.ts';
import { usePanel } from './panel-context.ts';

export function OrderDetails({ order, view }: { order: OrderView; view: CardView }): JSX.Element {
  const { texts, formats, now } = usePanel();
  const words = texts.orders;
  // A renewal stands on its subscription's page.
  const id = order.renewal ? (order.subscriptionId ?? order.items[0]?.subscriptionId) : order.id;
  const money = (amount: string): string => formats.money(amount, order.currency);
  const nameOf = ({ kind, at, reason }: RefundView): string =>
    `${words[kind]}, ${formats.day(at, now)}${reason ? `: ${reason}` : ''}`;
  return (
    <dl class="pvf-details">
      {order.reference !== null && (
        <Line name={words.reference}>
          <bdi>{order.reference}</bdi> <CopyButton content={order.reference} label={words.copy} copied={words.copied} />
        </Line>
      )}
      {order.items.map((item, index) => (
        <Line key={index} name={fill(words.item, { count: formats.number(item.quantity), product: item.product })}>
          {money(item.total)}
        </Line>
      ))}
      {Number(order.discount) !== 0 && <Line name={words.discount}>−{money(order.discount)}</Line>}
      {Number(order.tax ?? 1) !== 0 && (
        <Line name={order.taxLabel ?? view.taxLabel}>{order.tax === null ? words.taxUnknown : money(order.tax)}</Line>
      )}
      {order.refunds?.map((refund) => (
        <Line key={refund.at + refund.total} name={nameOf(refund)}>
          −{formats.money(refund.total, refund.currency)}
        </Line>
      ))}
      {order.payment?.type && <Line name={words.payment}>{methodOf(order.payment, words)}</Line>}
      <Line name={order.renewal ? words.renewal : words.placed}>{formats.moment(order.completedAt)}</Line>
      {id && (
        <Line name="">
          <a
            href={view.pages[order.renewal ? 'subscription' : 'order'] + encodeURIComponent(id)}
            target="_blank"
            rel="noreferrer"
          >
            {words.openInFastSpring}
          </a>
        </Line>
      )}
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt dir="auto">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function methodOf({ type, last4 }: PaymentMethodView, words: Texts['orders']): string {
  const names: Readonly<Record<string, string>> = words.method;
  const method = names[type ?? ''] ?? type ?? '';
  return last4 ? fill(words.cardEnding, { method, digits: last4 }) : method;
}
