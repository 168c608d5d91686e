import { longestText } from '../kommo/limits.ts';
import { type LeadPayments, leadStatus, recurringOf, type StatusOrder, totalsOf } from '../ledger/lead-status.ts';
import { isZero } from '../ledger/money.ts';
import type { ProjectedOrder } from '../ledger/project-order.ts';
import type { ProjectedSubscription } from '../ledger/project-subscription.ts';
import { unixSeconds } from '../platform/time/units.ts';
import { country, money } from '../texts/format.ts';
import { languageOf } from '../texts/language.ts';
import { startOfDay, startOfDayAt } from './planning/deadline.ts';
import type { LeadFieldValue } from './planning/effect.ts';
import type { LedgerField } from './settings/ledger-fields.ts';

/** The ledger of a lead's customers together. Times are ms. */
export interface LeadLedger extends LeadPayments {
  /** whether the lead has any customer */
  readonly hasCustomers: boolean;
  readonly orders: readonly (StatusOrder & Pick<ProjectedOrder, 'country'>)[];
  readonly subscriptions: readonly (LeadPayments['subscriptions'][number] &
    Pick<ProjectedSubscription, 'startedAt' | 'nextChargeAt'>)[];
  /** of the customer with the latest fact */
  readonly country: string | null;
}

/** A lead field in Kommo that shows a part of the ledger. */
export interface ShownField {
  readonly use: LedgerField;
  readonly fieldId: number;
  /** Kommo's field type */
  readonly type: string;
  /** of a monetary field; null for other types */
  readonly currency: string | null;
}

/** The ways in which a Kommo account writes texts, amounts and days. */
export interface AccountFormats {
  /** a tag, e.g. `pt` */
  readonly language: string;
  /** ISO 4217; null while it is unknown */
  readonly currency: string | null;
  /** an IANA name, e.g. `America/Sao_Paulo` */
  readonly timeZone: string;
}

/**
 * The values of a lead's fields. A text shows every currency. A number has none, so it shows only amounts in the
 * currency of the field or of the account, and is empty otherwise: no amount ever appears in a wrong currency.
 */
export function ledgerFieldValues(
  books: LeadLedger,
  fields: readonly ShownField[],
  account: AccountFormats,
): readonly LeadFieldValue[] {
  return fields.map((field) => ({
    fieldId: field.fieldId,
    value: books.hasCustomers ? shownValue(field, books, account) : null,
  }));
}

function shownValue(field: ShownField, books: LeadLedger, account: AccountFormats): LeadFieldValue['value'] {
  const { locale, texts } = languageOf(account.language);
  switch (field.use) {
    case 'status':
      return texts.status[leadStatus(books)];
    case 'monthly':
      return amountValue(
        field,
        recurringOf(books).map(({ currency, monthly }) => ({ currency, amount: monthly })),
        account,
      );
    case 'totalPaid':
      return amountValue(
        field,
        totalsOf(books).map(({ currency, paid }) => ({ currency, amount: paid })),
        account,
      );
    case 'nextChargeAt': {
      // FastSpring's days are midnights in UTC, and must stay the same day in the account's zone.
      const next = nextChargeAt(books);
      return next === null ? null : unixSeconds(startOfDay(next, account.timeZone));
    }
    case 'lastPaymentAt': {
      const last = latest(paidOrders(books))?.occurredAt ?? null;
      if (last === null) return null;
      return unixSeconds(field.type === 'date' ? startOfDayAt(last, account.timeZone) : last);
    }
    case 'subscriptionId':
      return shortened(subscriptionIds(books));
    case 'country': {
      const code = latest(paidOrders(books).filter((order) => order.country !== null))?.country ?? books.country;
      return code === null ? null : country(code, locale);
    }
  }
}

interface Amount {
  readonly currency: string;
  readonly amount: string;
}

function amountValue(field: ShownField, amounts: readonly Amount[], account: AccountFormats): string | number | null {
  if (field.type === 'text' || field.type === 'textarea') {
    const { locale } = languageOf(account.language);
    return shortened(amounts.map(({ currency, amount }) => money(amount, currency, locale)));
  }
  const currency = field.currency ?? account.currency;
  const own = amounts.find((amount) => amount.currency === currency);
  return own === undefined ? null : Number(own.amount);
}

/** As many complete items as fit. */
function shortened(parts: readonly string[]): string | null {
  const fitting = parts.filter((_, index) => parts.slice(0, index + 1).join(', ').length <= longestText);
  return fitting.length === 0 ? null : fitting.join(', ');
}

function nextChargeAt({ subscriptions }: LeadLedger): number | null {
  const times = subscriptions.flatMap(({ live, nextChargeAt: next }) => (live && next !== null ? [next] : []));
  return times.length === 0 ? null : Math.min(...times);
}

function paidOrders({ orders }: LeadLedger): LeadLedger['orders'] {
  return orders.filter(({ live, state, total }) => live && state === 'completed' && !isZero(total));
}

function latest(orders: LeadLedger['orders']): LeadLedger['orders'][number] | undefined {
  return orders.toSorted(
    (one, other) => other.occurredAt - one.occurredAt || (one.orderId < other.orderId ? -1 : 1),
  )[0];
}

/** The running ones, newest first; the newest one if all have ended. */
function subscriptionIds({ subscriptions }: LeadLedger): readonly string[] {
  const newestFirst = subscriptions
    .filter(({ live }) => live)
    .toSorted(
      (one, other) =>
        (other.startedAt ?? 0) - (one.startedAt ?? 0) || (one.subscriptionId < other.subscriptionId ? -1 : 1),
    );
  const running = newestFirst.filter(({ state }) => state !== 'deactivated');
  return (running.length > 0 ? running : newestFirst.slice(0, 1)).map(({ subscriptionId }) => subscriptionId);
}
