import { day } from '../../server/platform/time/units.ts';
import {
  addCustomer,
  cancel,
  chargeback,
  deactivate,
  type FastSpringEvent,
  failCharge,
  purchase,
  refund,
  remindOfOverduePayment,
  renew,
  type Sale,
  type Store,
} from '../../testing/sandbox/fastspring/index.ts';
import type { Customer, Product, Subscription } from '../../testing/sandbox/fastspring/records.ts';
import type { CustomerOptions } from '../../testing/sandbox/fastspring/store.ts';
import type { Catalogue } from './world.ts';

/** What happened at FastSpring before the demo: the payments that its webhooks have reported, and older ones. */
export interface Past {
  /** to deliver, one webhook each */
  readonly reported: readonly (readonly FastSpringEvent[])[];
  /** the subscriptions that the story goes on with */
  readonly lumen: Subscription;
  readonly harbor: Subscription;
  readonly northwind: Customer;
}

/**
 * Fills the store. What is not reported ends more than a month ago: FastSpring shows events for thirty days, and the
 * service would fetch them without an import.
 */
export function playPast(store: Store, catalogue: Catalogue): Past {
  const daysAgo = (days: number): number => store.clock.now() - days * day;
  const buy = (
    options: CustomerOptions,
    product: Product,
    days: number,
    more: Partial<Parameters<typeof purchase>[1]>,
  ) =>
    purchase(store, {
      customer: addCustomer(store, options),
      lines: [{ product, quantity: 1 }],
      at: daysAgo(days),
      ...more,
    });

  const northwind = buy(person('Nora', 'Lind', 'northwind.example', 'NL', 'Northwind Studio'), catalogue.team, 540, {});
  const renewals = renewUntilNow(store, startedBy(northwind));
  const lumen = buy(person('Luc', 'Moreau', 'lumenlabs.example', 'FR', 'Lumen Labs'), catalogue.pro, 9, {
    trialDays: 14,
  });
  const harbor = buy(person('Hugh', 'Harper', 'harborsons.example', 'GB', 'Harbor & Sons'), catalogue.pro, 35, {
    currency: 'GBP',
  });
  const debt = [
    failCharge(store, startedBy(harbor), 'INSUFFICIENT_FUNDS', daysAgo(3)),
    remindOfOverduePayment(store, startedBy(harbor), daysAgo(2)),
  ];
  const pixelforge = buy(person('Priya', 'Rao', 'pixelforge.example', 'US', 'Pixelforge'), catalogue.studio, 24, {
    currency: 'USD',
  });
  const disputed = chargeback(store, pixelforge.order, daysAgo(3));
  const colleague = {
    ...person('Acme', 'Accounting', 'acme.example', 'DE', 'Acme GmbH'),
    email: 'accounting@acme.example',
  };
  const suggested = buy(colleague, catalogue.onboarding, 4, {});
  const stranger = buy(person('Kim', 'Park', 'freemail.example', 'US'), catalogue.handbook, 6, { currency: 'USD' });

  sellForEighteenMonths(store, catalogue, daysAgo);
  return {
    reported: [
      renewals.slice(-4).flatMap(({ events }) => events),
      lumen.events,
      [...harbor.events, ...debt],
      [...pixelforge.events, disputed],
      suggested.events,
      stranger.events,
    ],
    lumen: startedBy(lumen),
    harbor: startedBy(harbor),
    northwind: northwind.order.customer,
  };
}

function person(first: string, last: string, domain: string, country: string, company?: string): CustomerOptions {
  return { first, last, email: `${first.toLowerCase()}@${domain}`, country, ...(company !== undefined && { company }) };
}

/** Customers whom nobody at the company has written to; half of them have left. */
function sellForEighteenMonths(store: Store, catalogue: Catalogue, daysAgo: (days: number) => number): void {
  const buyers = [
    { ...person('Marta', 'Ruiz', 'solera.example', 'ES'), product: catalogue.pro, days: 545, renewals: 12 },
    { ...person('Jonas', 'Weber', 'nordlicht.example', 'DE'), product: catalogue.team, days: 480, renewals: 9 },
    { ...person('Beatriz', 'Costa', 'tagus.example', 'PT'), product: catalogue.handbook, days: 420, renewals: 0 },
    { ...person('Emma', 'Walsh', 'liffey.example', 'IE'), product: catalogue.proYearly, days: 500, renewals: 0 },
    { ...person('Deniz', 'Kaya', 'bosphorus.example', 'TR'), product: catalogue.pro, days: 360, renewals: 7 },
    { ...person('Ayu', 'Lestari', 'nusantara.example', 'ID'), product: catalogue.studio, days: 300, renewals: 0 },
    { ...person('Otto', 'Berg', 'fjordworks.example', 'DE'), product: catalogue.pro, days: 250, renewals: 4 },
    { ...person('Grace', 'Hill', 'hillandco.example', 'GB'), product: catalogue.onboarding, days: 190, renewals: 0 },
  ];
  for (const { product, days, renewals, ...options } of buyers) {
    const sale = purchase(store, {
      customer: addCustomer(store, options),
      lines: [{ product, quantity: 1 }],
      at: daysAgo(days),
    });
    const [subscription] = sale.subscriptions;
    if (subscription === undefined) continue;
    const later = Array.from({ length: renewals }, () => renew(store, subscription));
    const last = later.at(-1)?.order ?? sale.order;
    if (renewals % 2 === 0) refund(store, last, { amount: '20.00', at: last.createdAt + 2 * day });
    cancel(store, subscription, last.createdAt + 10 * day);
    deactivate(store, subscription, subscription.deactivationDate ?? last.createdAt + 30 * day);
  }
}

function renewUntilNow(store: Store, subscription: Subscription): readonly Sale[] {
  const sales: Sale[] = [];
  while (subscription.next !== null && subscription.next < store.clock.now()) sales.push(renew(store, subscription));
  return sales;
}

function startedBy({ subscriptions: [subscription] }: Sale): Subscription {
  if (subscription === undefined) throw new Error('The sale has started no subscription');
  return subscription;
}
