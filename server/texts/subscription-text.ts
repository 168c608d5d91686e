import type { ChargeFailedFact, SubscriptionDetails, SubscriptionFact } from '../ledger/fact.ts';
import { isZero } from '../ledger/money.ts';
import { isPricedWithoutTax } from '../ledger/next-charge-tax.ts';
import { nextChargeIn } from '../ledger/subscription-copy.ts';
import { startsAsTrial } from '../ledger/subscription-state.ts';
import { day, money, period } from './format.ts';
import { fill, type Language, type Texts } from './language.ts';
import { reasonText } from './reasons.ts';
import { productText, type Sentence } from './sentence.ts';

type SubscriptionNews = Pick<SubscriptionFact, 'type' | 'occurredAt' | 'subscription'>;

/** The life of a subscription. A group's event reads like that of one of its subscriptions. */
export function subscriptionSentence(fact: SubscriptionNews, language: Language): Sentence {
  const { subscription } = fact;
  const news = newsOf(fact);
  return {
    headline: fill(language.texts.headline[news], { type: fact.type }),
    subject: subjectOf(subscription),
    details: detailsOf(news, subscription, language),
  };
}

/** A renewal that could not be charged, with the reason in words. */
export function chargeFailedSentence(fact: ChargeFailedFact, language: Language): Sentence {
  const { subscription } = fact;
  const reason = reasonText(fact.reason ?? subscription?.declineReason ?? null, language.locale);
  return {
    headline: language.texts.headline.chargeFailed,
    subject: subscription === null ? null : subjectOf(subscription),
    details: [
      reason === null ? null : fill(language.texts.detail.cause, { reason }),
      subscription === null ? null : amountDue(subscription, language),
    ],
  };
}

type News = keyof Texts['headline'];

/** Of a subscription and of a group alike. */
const newsByEnding: Readonly<Record<string, News>> = {
  activated: 'activated',
  created: 'activated',
  updated: 'updated',
  prorated: 'updated',
  canceled: 'canceled',
  uncanceled: 'uncanceled',
  paused: 'paused',
  resumed: 'resumed',
  deactivated: 'deactivated',
  'payment.overdue': 'overdue',
  'payment.reminder': 'paymentReminder',
  'trial.reminder': 'trialEnding',
};

function newsOf(fact: SubscriptionNews): News {
  const news = newsByEnding[fact.type.replace(/^subscription\.(group\.)?/, '')] ?? 'other';
  return news === 'activated' && startsAsTrial(fact) ? 'trialStarted' : news;
}

function detailsOf(news: News, subscription: SubscriptionDetails, language: Language): Sentence['details'] {
  switch (news) {
    case 'trialStarted':
    case 'trialEnding':
      return [trialEnd(subscription, language), priceInNote(subscription, language)];
    case 'activated':
    case 'updated':
    case 'uncanceled':
    case 'resumed':
      return [priceInNote(subscription, language), nextCharge(subscription, language)];
    case 'canceled':
      return [activeUntil(subscription, language)];
    case 'overdue':
      return [amountDue(subscription, language), reminders(subscription, language)];
    case 'paymentReminder':
      return [nextCharge(subscription, language)];
    default:
      return [];
  }
}

function subjectOf({ product, sku, quantity }: SubscriptionDetails): string | null {
  const name = product ?? sku;
  return name === null ? null : productText(name, quantity);
}

/** What one unit costs for one interval; null when it costs nothing or FastSpring does not say. */
export function priceText(subscription: SubscriptionDetails, language: Language): string | null {
  const { price, currency } = subscription;
  if (price === null || currency === null || isZero(price)) return null;
  return perInterval(money(price, currency, language.locale), subscription, language);
}

function priceInNote(subscription: SubscriptionDetails, language: Language): string | null {
  const price = priceText(subscription, language);
  return price && addTax(price, isPricedWithoutTax(subscription), language);
}

/** Says that the next charge adds tax to the price. */
export function addTax(price: string, plusTax: boolean, { texts }: Language): string {
  return plusTax ? fill(texts.detail.plusTax, { price }) : price;
}

/** `€19.80 a month`; the amount alone when it does not recur by the calendar. */
export function perInterval(
  amount: string,
  { interval, intervalLength }: Pick<SubscriptionDetails, 'interval' | 'intervalLength'>,
  { texts, locale }: Language,
): string {
  if (interval === null || interval === 'adhoc') return amount;
  const length = intervalLength ?? 1;
  if (length > 1) return fill(texts.detail.perPeriod, { amount, period: period(length, interval, locale) });
  return fill(texts.detail[intervalTexts[interval]], { amount });
}

const intervalTexts = { day: 'perDay', week: 'perWeek', month: 'perMonth', year: 'perYear' } as const;

function nextCharge(subscription: SubscriptionDetails, { texts, locale }: Language): string | null {
  const { nextChargeTotal, currency } = subscription;
  const next = nextChargeIn(subscription);
  if (next === null) return null;
  const date = day(next, locale);
  if (nextChargeTotal === null || currency === null) return fill(texts.detail.nextCharge, { date });
  return fill(texts.detail.nextChargeAmount, { amount: money(nextChargeTotal, currency, locale), date });
}

function amountDue({ nextChargeTotal, price, currency }: SubscriptionDetails, language: Language): string | null {
  const amount = nextChargeTotal ?? price;
  if (amount === null || currency === null || isZero(amount)) return null;
  return fill(language.texts.detail.amountDue, { amount: money(amount, currency, language.locale) });
}

function activeUntil({ endsAt }: SubscriptionDetails, { texts, locale }: Language): string | null {
  return endsAt === null ? null : fill(texts.detail.until, { date: day(endsAt, locale) });
}

function trialEnd(subscription: SubscriptionDetails, { texts, locale }: Language): string | null {
  const end = subscription.trial?.endsAt ?? nextChargeIn(subscription);
  return end === null ? null : fill(texts.detail.trialUntil, { date: day(end, locale) });
}

function reminders({ overdueNotices }: SubscriptionDetails, { texts }: Language): string | null {
  return overdueNotices === null || overdueNotices.sent === 0 ? null : fill(texts.detail.reminders, overdueNotices);
}
