import { addCustomer, purchase, settleOrder, unpaidOrder } from '../../../sandbox/fastspring/index.ts';
import { changeQuote, createQuote, payQuote } from '../../../sandbox/fastspring/quotes.ts';
import { pick, type World } from './world.ts';

type Purchase = Parameters<typeof purchase>[1];

/** The possible purchases and their buyers. Each does nothing when there is no buyer or nothing to buy. */
export const purchases = {
  newCustomer: ({ customers, store }: World, choice: number) => {
    const email = ['anna@acme.example', 'Anna@Acme.example', 'jo+shop@firm.example', 'mia@studio.example'][choice % 4];
    customers.push(
      addCustomer(store, {
        first: pick(['Anna', 'Jo', 'Mia'], choice) ?? '',
        last: 'Muster',
        email: email ?? '',
        ...(choice % 3 === 0 ? { company: 'Acme GmbH', phone: '+49 30 5550100' } : {}),
        country: pick(['DE', 'US', 'FR'], choice) ?? 'DE',
      }),
    );
  },
  changedAddress: ({ customers, store }: World, choice: number) => {
    const index = choice % Math.max(customers.length, 1);
    const customer = customers[index];
    if (customer === undefined) return;
    customers[index] = { ...customer, email: `new${choice % 3}@acme.example` };
    store.customers.set(customer.id, customers[index]);
  },
  buy: (world: World, choice: number) => sell(world, choice, {}),
  buySeveral: (world: World, choice: number) =>
    sell(world, choice, {
      lines: world.products.slice(0, 2 + (choice % 3)).map((product) => ({ product, quantity: 1 + (choice % 4) })),
    }),
  buyTagged: (world: World, choice: number) => sell(world, choice, { tags: { campaign: 'autumn', kommo: '152464' } }),
  tryFirst: (world: World, choice: number) => sell(world, choice, { trialDays: 7 + (choice % 24) }),
  testOrder: (world: World, choice: number) => sell(world, choice, { live: false }),
  unpaid: (world: World, choice: number) => {
    const state = pick(['failed', 'canceled', 'payment.pending', 'approval.pending'] as const, choice);
    const options = optionsOf(world, choice, {});
    if (options !== undefined && state !== undefined) unpaidOrder(world.store, options, state);
  },
  settle: (world: World, choice: number) => {
    const waiting = [...world.store.orders.values()].filter(({ state }) => state.endsWith('pending'));
    const order = pick(waiting, choice);
    if (order !== undefined) settleOrder(world.store, order, choice % 2 === 0 ? 'completed' : 'canceled');
  },
  quote: (world: World, choice: number) => {
    const options = optionsOf(world, choice, {});
    if (options === undefined) return;
    createQuote(world.store, { name: 'Offer', ...options });
  },
  answerQuote: ({ store }: World, choice: number) => {
    const quote = pick(
      [...store.quotes.values()].filter(({ status }) => status === 'OPEN'),
      choice,
    );
    if (quote === undefined) return;
    if (choice % 2 === 0) payQuote(store, quote);
    else changeQuote(store, quote, 'EXPIRED', 'Quote Expired');
  },
  switchExpansion: ({ store }: World) => {
    store.expanded = !store.expanded;
  },
};

function sell(world: World, choice: number, more: Partial<Purchase>): void {
  const options = optionsOf(world, choice, more);
  if (options !== undefined) purchase(world.store, options);
}

function optionsOf(world: World, choice: number, more: Partial<Purchase>): Purchase | undefined {
  const customer = pick(world.customers, choice);
  const product = pick(world.products, Math.floor(choice / 3));
  const currency = pick(world.currencies, Math.floor(choice / 5));
  if (customer === undefined || product === undefined || currency === undefined) return undefined;
  return { customer, currency, lines: [{ product, quantity: 1 + (choice % 5) }], ...more };
}
