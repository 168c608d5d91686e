import { isToBeCharged } from '../../ledger/lead-status.ts';
import { isPricedWithoutTax, isTaxed } from '../../ledger/next-charge-tax.ts';
import { subscriptionStates } from '../../ledger/subscription-state.ts';
import type { Subscription } from '../../platform/database/generated/client.ts';
import { priceLine } from '../../texts/subscription-line.ts';
import type { SubscriptionView } from './payments-view.ts';
import type { CardLedger } from './read-lead.ts';
import { subscriptionDetails } from './stored-details.ts';
import { cardOf } from './subscription-card.ts';
import { type Changes, subscriptionChanges, withoutPresentState } from './subscription-changes.ts';
import { inCurrency } from './view-money.ts';

/** @param subscriptions some of the ledger's */
export function describeSubscriptions(
  { changes, renewedCards }: Pick<CardLedger, 'changes' | 'renewedCards'>,
  subscriptions: readonly Subscription[],
  language: string,
  now: Date,
): readonly SubscriptionView[] {
  const changesOf = subscriptionChanges(changes, language);
  return subscriptions.map((subscription) => {
    const { subscriptionId, state } = subscription;
    const { text } = cardOf(subscription, renewedCards.has(subscriptionId), language, now);
    const card = state === 'deactivated' ? null : text;
    return subscriptionView(subscription, { changes: changesOf.get(subscriptionId) ?? [], card, language });
  });
}

/** The currencies in which a next charge is known to contain tax. */
export function taxedCurrencies(subscriptions: readonly Subscription[]): ReadonlySet<string | null> {
  const charged = subscriptions.filter((each) =>
    isToBeCharged({ live: each.live, state: subscriptionStates.parse(each.state) }),
  );
  return new Set(charged.filter((each) => isTaxed(nextCharge(each))).map(({ currency }) => currency));
}

function nextCharge(subscription: Subscription) {
  return {
    nextChargeTotal: subscription.nextChargeTotal?.toFixed() ?? null,
    nextChargePreTax: subscriptionDetails(subscription).nextChargePreTax,
  };
}

interface Described {
  readonly changes: Changes;
  readonly card: string | null;
  readonly language: string;
}

function subscriptionView(subscription: Subscription, { changes, card, language }: Described): SubscriptionView {
  const { product, sku, quantity, currency, intervalLength, live } = subscription;
  const price = subscription.price?.toFixed() ?? null;
  const interval = intervals.find((each) => each === subscription.interval) ?? null;
  const state = subscriptionStates.parse(subscription.state);
  const plusTax = isPricedWithoutTax({ price, quantity, ...nextCharge(subscription) });
  const shown = withoutPresentState(changes, state, language);
  const { trialEndsAt, overdueSince } = subscription;
  const nextChargeTotal = inCurrency(subscription.nextChargeTotal, currency);
  return {
    id: subscription.subscriptionId,
    state,
    ...{ product, sku, quantity, currency, interval, intervalLength, live },
    ...(card !== null && { card }),
    ...(shown.length > 0 && { changes: shown }),
    price: inCurrency(subscription.price, currency),
    priceText: priceLine({ price, currency, quantity, interval, intervalLength }, plusTax, language),
    startedAt: iso(subscription.startedAt),
    ...(trialEndsAt && { trialEndsAt: trialEndsAt.toISOString() }),
    nextChargeAt: iso(subscription.nextChargeAt),
    ...(nextChargeTotal !== null && { nextChargeTotal }),
    canceledAt: iso(subscription.canceledAt),
    endsAt: iso(subscription.endsAt),
    ...(overdueSince && { overdueSince: overdueSince.toISOString() }),
  };
}

const iso = (time: Date | null) => time?.toISOString() ?? null;
const intervals = ['day', 'week', 'month', 'year', 'adhoc'] as const;
