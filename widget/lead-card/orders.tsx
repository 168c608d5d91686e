import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OrderView } from '../../server/api/card/order-view.ts';
import type { CardView } from '../../server/api/card/payments-view.ts';
import { fill } from '../ui/texts.ts';
import { Day } from './day.tsx';
import { ListSection } from './list-section.tsx';
import { OrderDetails } from './order-details.tsx';
import { usePanel } from './panel-context.ts';

const ORDERS_AT_ONCE = 5;

export function Orders({ view }: { view: CardView }): JSX.Element {
  const { texts } = usePanel();
  return (
    <ListSection
      title={texts.orders.title}
      items={view.orders}
      older={{ list: 'orders', after: view.olderOrders, idOf: ({ id }) => id }}
      few={ORDERS_AT_ONCE}
      row={(order) => <Order key={order.id} order={order} view={view} />}
    />
  );
}

/** One line; its details are rendered when they are opened, because there may be hundreds of orders. */
function Order({ order, view }: { order: OrderView; view: CardView }): JSX.Element {
  const { texts, formats, now } = usePanel();
  const [isOpen, setOpen] = useState(false);
  const refunded = Number(order.refunded) === 0 ? null : `−${formats.money(order.refunded, order.currency)}`;
  return (
    <li class="pvf-order">
      <button type="button" class="pvf-row" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Day time={order.completedAt} />
        {!order.live && <span class="pvf-mark">{texts.orders.test}</span>}
        {order.state && <span class="pvf-mark">{texts.orders.state[order.state]}</span>}
        <span class="pvf-amount">
          <span>{formats.money(order.total, order.currency)}</span>
          {refunded && <span class="pvf-refunded">{refunded}</span>}
        </span>
      </button>
      {order.invoiceUrl && (
        <a
          class="pvf-invoice"
          href={order.invoiceUrl}
          target="_blank"
          rel="noreferrer"
          aria-label={fill(texts.orders.openInvoice, { day: formats.shortDay(order.completedAt, now) })}
        >
          {texts.orders.invoice}
        </a>
      )}
      {isOpen && <OrderDetails order={order} view={view} />}
    </li>
  );
}
