import Big from 'big.js';
import type { Product, Subscription } from '../records.ts';
import { accountReference } from './accounts.ts';
import type { Expansion } from './expansion.ts';
import { moment, money, type Payload } from './values.ts';

/**
 * `data` of the subscription's life: activated, updated, canceled, uncanceled, deactivated, paused, resumed,
 * payment.overdue, payment.reminder and trial.reminder.
 */
export function subscriptionPayload(subscription: Subscription, { expanded }: Expansion): Payload {
  const subtotal = new Big(subscription.price).times(subscription.quantity).toFixed(2);
  return {
    id: subscription.id,
    quote: null,
    subscription: subscription.id,
    active: subscription.state !== 'deactivated' && subscription.state !== 'paused',
    state: subscription.state,
    isSubscriptionEligibleForPauseByBuyer: false,
    isPauseScheduled: false,
    ...moment('changed', subscription.changedAt),
    ...(subscription.paymentMethod ? paymentMethod(subscription.paymentMethod) : {}),
    live: subscription.live,
    currency: subscription.currency,
    ...(subscription.declineReason === null ? {} : { declineReason: subscription.declineReason }),
    account: accountReference(subscription.customer, expanded),
    product: expanded ? productPayload(subscription.product) : subscription.product.path,
    sku: subscription.product.sku,
    display: subscription.product.name,
    quantity: subscription.quantity,
    adhoc: false,
    autoRenew: true,
    ...money('price', subscription.price, subscription),
    ...money('discount', '0', subscription),
    ...money('subtotal', subtotal, subscription),
    ...(Object.keys(subscription.tags).length === 0 ? {} : { tags: subscription.tags }),
    ...moment('next', subscription.next),
    ...moment('end', subscription.end),
    ...moment('canceledDate', subscription.canceledDate),
    ...moment('deactivationDate', subscription.deactivationDate),
    sequence: subscription.sequence,
    periods: null,
    remainingPeriods: null,
    ...moment('begin', subscription.begin),
    intervalUnit: subscription.interval.unit,
    intervalUnitAbbreviation: subscription.interval.unit.slice(0, 2),
    intervalLength: subscription.interval.length,
    intervalLengthGtOne: subscription.interval.length > 1,
    nextChargeCurrency: subscription.currency,
    ...moment('nextChargeDate', subscription.next),
    ...money('nextChargePreTax', subscription.nextChargePreTax, subscription),
    ...money('nextChargeTotal', subscription.nextChargeTotal, subscription),
    nextNotificationType: notificationType(subscription),
    ...moment('nextNotificationDate', subscription.next === null ? null : subscription.next - 7 * 86_400_000),
    ...(subscription.trialEndsAt === null ? {} : { trialReminder: trialReminder(subscription.trialEndsAt) }),
    paymentReminder: { intervalUnit: 'week', intervalLength: 1 },
    paymentOverdue: { intervalUnit: 'week', intervalLength: 1, total: 4, sent: subscription.overdueNoticesSent },
    cancellationSetting: { cancellation: 'AFTER_LAST_NOTIFICATION', intervalUnit: 'week', intervalLength: 1 },
    fulfillments: {},
    instructions: instructions(subscription, subtotal),
    initialOrderId: subscription.initialOrderId,
    initialOrderReference: subscription.initialOrderReference,
  };
}

/** The simplified `data` of subscription.activated from guides for self-built integrations. */
export function simplifiedSubscription({ id, customer, product }: Subscription): Payload {
  return { id, customer: { email: customer.email }, product: { sku: product.sku, display: { en: product.name } } };
}

export function productPayload(product: Product): Payload {
  return {
    product: product.path,
    parent: null,
    display: { en: product.name },
    description: { summary: { en: `${product.name}, all you need.` } },
    image: null,
    sku: product.sku,
    fulfillments: {},
    format: 'digital',
    pricing: {
      ...(product.interval
        ? { renew: 'auto', interval: product.interval.unit, intervalLength: product.interval.length }
        : {}),
      intervalCount: null,
      quantityBehavior: 'allow',
      quantityDefault: 1,
      price: Object.fromEntries(Object.entries(product.prices).map(([currency, price]) => [currency, Number(price)])),
      dateLimitsEnabled: false,
    },
  };
}

function paymentMethod(method: NonNullable<Subscription['paymentMethod']>): Payload {
  return {
    paymentMethodAction: 'updated',
    paymentMethod: {
      type: 'card',
      cardBrand: method.brand,
      lastFour: method.last4,
      expirationDate: method.expires,
    },
  };
}

function notificationType(subscription: Subscription): string {
  if (subscription.state === 'trial') return 'TRIAL_REMINDER';
  return subscription.state === 'overdue' ? 'PAYMENT_OVERDUE' : 'PAYMENT_REMINDER';
}

function trialReminder(endsAt: number): Payload {
  return {
    intervalUnit: 'week',
    intervalLength: 1,
    trialType: 'FREE_WITH_PAYMENT',
    daysBeforeFirstPayment: 3,
    endOfTrial: new Date(endsAt).toISOString().slice(0, 10),
    freeWithoutPayment: 'disable',
  };
}

function instructions(subscription: Subscription, subtotal: string): Payload[] {
  const trial = subscription.trialEndsAt;
  const regular = instruction(subscription, subtotal, trial ?? subscription.begin, null);
  if (trial === null) return [{ ...regular, type: 'regular', isNotTrial: true }];
  const free = instruction(subscription, '0', subscription.begin, trial);
  return [
    { ...free, type: 'trial', trialType: 'FREE_WITH_PAYMENT' },
    { ...regular, type: 'regular', isNotTrial: true },
  ];
}

function instruction(subscription: Subscription, total: string, from: number, to: number | null): Payload {
  const unitPrice = new Big(total).div(subscription.quantity).toFixed(2);
  return {
    product: subscription.product.path,
    ...moment('periodStartDate', from),
    ...moment('periodEndDate', to),
    intervalUnit: subscription.interval.unit,
    intervalLength: subscription.interval.length,
    discountPercent: 0,
    discountPercentValue: 0,
    discountPercentDisplay: '0%',
    ...money('discountTotal', '0', subscription),
    ...money('unitDiscount', '0', subscription),
    ...money('price', unitPrice, subscription),
    ...money('priceTotal', total, subscription),
    ...money('unitPrice', unitPrice, subscription),
    ...money('total', total, subscription),
  };
}
