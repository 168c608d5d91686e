import { z } from 'zod';
import type { SubscriptionDetails } from '../../ledger/fact.ts';
import { customerShape } from './customer.ts';
import {
  currency,
  decimal,
  flag,
  identifier,
  list,
  localized,
  objectOrIdAs,
  tags,
  text,
  time,
  wholeNumber,
} from './fields.ts';

/** A product, or its path alone. */
export const productShape = objectOrIdAs('product', z.object({ product: text, display: localized, sku: text }));

const instruction = z.object({ type: text, trialType: text, periodEndDate: time });

/** A subscription object: the event's own, or the one inside a charge. */
export const subscriptionShape = customerShape.extend({
  id: identifier,
  subscription: identifier,
  state: text,
  active: flag,
  changed: time,
  currency,
  product: productShape,
  sku: text,
  display: localized,
  quantity: wholeNumber,
  price: decimal,
  subtotal: decimal,
  tags,
  next: time,
  end: time,
  begin: time,
  canceledDate: time,
  deactivationDate: time,
  sequence: wholeNumber,
  periods: wholeNumber,
  remainingPeriods: wholeNumber,
  intervalUnit: text,
  intervalLength: wholeNumber,
  nextChargeDate: time,
  nextChargeTotal: decimal,
  nextChargePreTax: decimal,
  nextChargeCurrency: currency,
  paymentOverdue: z.object({ sent: wholeNumber, total: wholeNumber }).nullable().default(null).catch(null),
  paymentMethod: z
    .object({ type: text, cardBrand: text, lastFour: text, expirationDate: text })
    .nullable()
    .default(null)
    .catch(null),
  declineReason: text,
  instructions: list(instruction),
  initialOrderId: identifier,
});
export type SubscriptionShape = z.infer<typeof subscriptionShape>;

export function subscriptionIdOf(shape: SubscriptionShape): string | null {
  return shape.id ?? shape.subscription;
}

const intervals = ['day', 'week', 'month', 'year', 'adhoc'] as const;

export function readSubscription(shape: SubscriptionShape): SubscriptionDetails {
  const notices = shape.paymentOverdue;
  return {
    state: shape.state?.toLowerCase() ?? null,
    product: shape.display ?? shape.product?.display ?? shape.product?.product ?? null,
    productPath: shape.product?.product ?? null,
    sku: shape.sku ?? shape.product?.sku ?? null,
    quantity: shape.quantity ?? 1,
    currency: shape.currency ?? shape.nextChargeCurrency,
    price: shape.price,
    nextChargeTotal: shape.nextChargeTotal,
    nextChargePreTax: shape.nextChargePreTax,
    interval: intervals.find((interval) => interval === shape.intervalUnit?.toLowerCase()) ?? null,
    intervalLength: shape.intervalLength,
    startedAt: shape.begin,
    nextChargeAt: nextChargeOf(shape),
    lastPeriod: isLastPeriod(shape),
    canceledAt: shape.canceledDate,
    endsAt: shape.deactivationDate ?? shape.end,
    trial: readTrial(shape),
    sequence: shape.sequence,
    changedAt: shape.changed,
    overdueNotices:
      notices?.sent != null && notices.total !== null ? { sent: notices.sent, total: notices.total } : null,
    declineReason: shape.declineReason,
    paymentMethod: readPaymentMethod(shape.paymentMethod),
    initialOrderId: shape.initialOrderId,
    tags: shape.tags,
    accountUrl: shape.account?.url ?? null,
  };
}

/** An empty object is no method, and does not hide a known one. */
function readPaymentMethod(method: SubscriptionShape['paymentMethod']): SubscriptionDetails['paymentMethod'] {
  if (method === null || Object.values(method).every((value) => value === null)) return null;
  const { type, cardBrand, lastFour, expirationDate } = method;
  return { type, brand: cardBrand, last4: lastFour, expires: readExpiry(expirationDate) };
}

/** Reads `12/30`, as printed on the card, or with the full year. Null if it is not a month. */
function readExpiry(date: string | null): string | null {
  const { month, year } = date?.match(/^(?<month>0?[1-9]|1[0-2])\s*\/\s*(?:20)?(?<year>\d{2})$/)?.groups ?? {};
  return month === undefined ? null : `20${year}-${month.padStart(2, '0')}`;
}

export function nextChargeOf({ nextChargeDate, next }: SubscriptionShape): number | null {
  return nextChargeDate ?? next;
}

/**
 * For a plan with a fixed number of periods. FastSpring still names a next charge, and counts the remaining periods
 * differently.
 */
function isLastPeriod(shape: SubscriptionShape): boolean {
  const { sequence, periods, remainingPeriods, end } = shape;
  const next = nextChargeOf(shape);
  const isCounted = periods !== null && periods > 0 && sequence !== null && sequence >= periods;
  return remainingPeriods === 0 || isCounted || (end !== null && next !== null && next >= end);
}

/** The subscription inside an order or a charge; an object with nothing but its id shows no subscription. */
export function snapshotOf(shape: SubscriptionShape | null): SubscriptionDetails | null {
  if (shape === null || (shape.state === null && shape.product === null && shape.price === null)) return null;
  return readSubscription(shape);
}

/** https://developer.fastspring.com/reference/subscriptionactivated: the trial is an instruction of its own */
function readTrial({ instructions, state }: SubscriptionShape): SubscriptionDetails['trial'] {
  const trial = instructions.find((each) => each?.type === 'trial') ?? null;
  if (trial === null) return state === 'trial' ? { kind: 'free', endsAt: null } : null;
  return { kind: trial.trialType?.toUpperCase() === 'PAID' ? 'paid' : 'free', endsAt: trial.periodEndDate };
}
