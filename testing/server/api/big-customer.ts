import type { Database } from '../../../server/platform/database/database.ts';
import { addCustomer, addProduct, createStore, purchase, refund, renew } from '../../sandbox/fastspring/index.ts';
import { storeRecorded } from '../ledger/store-recorded.ts';

export const bigLeadId = 152_464;

/** A customer with this many recorded orders, a tenth of them refunded in part, and subscriptions; all of them on one lead. */
export async function recordBigCustomer(
  database: Pick<Database, 'prisma' | 'query'>,
  accountId: string,
  { orders, subscriptions, email = 'big@acme.example' }: { orders: number; subscriptions: number; email?: string },
): Promise<void> {
  await storeRecorded(database, accountId, historyOf(orders, subscriptions, email));
  const customers = await database.prisma.customer.findMany({ where: { accountId, email } });
  await database.prisma.customerLead.createMany({
    data: customers.map(({ id }) => ({ accountId, customerId: id, leadId: bigLeadId, reason: 'email' })),
  });
}

function historyOf(orders: number, subscriptions: number, email: string) {
  const store = createStore();
  const prices = { EUR: '100.00' };
  const plan = {
    path: 'team-plan',
    name: 'Team plan',
    sku: 'TEAM-M',
    prices,
    interval: { unit: 'month', length: 1 },
  } as const;
  const product = addProduct(store, plan);
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email });
  const start = store.clock.now() - 1_000 * 86_400_000;
  const bought = Array.from({ length: subscriptions }, (_, index) =>
    purchase(store, { customer, lines: [{ product, quantity: 1 + index }], at: start + index * 1_000 }),
  );
  const running = bought.flatMap((sale) => sale.subscriptions);
  for (let index = subscriptions; index < orders; index += 1) {
    const subscription = running[index % running.length];
    if (subscription === undefined) throw new Error('Renewals need a subscription');
    const { order } = renew(store, subscription, start + index * 86_400_000);
    if (index % 10 === 0) refund(store, order, { amount: '9.95', at: order.createdAt + 3_600_000 });
  }
  return store.events.map((event) => ({ ...event, data: event.data }));
}
