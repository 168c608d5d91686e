import { erasedText } from '../ledger/erased.ts';
import {
  type CustomerReference,
  type Fact,
  factSchema,
  type OrderDetails,
  type SubscriptionDetails,
} from '../ledger/fact.ts';
import type { ErasedPeople } from './erased-people.ts';
import { objectWithoutPeople } from './without-people.ts';

/**
 * The fact without erased persons: money, products, dates and states stay, under the person's stub. Null if the fact
 * only describes a person.
 * @param isOwned whether its order or subscription belongs to an erased person, even if the fact itself names no person
 */
export function eraseFact(fact: Fact, people: ErasedPeople, isOwned: boolean): Fact | null {
  const customer = eraseCustomer(fact.customer, people);
  if (customer === fact.customer && !isOwned) return withoutPeople(fact, people);
  if (fact.kind === 'customer' || fact.type.startsWith('mailingListEntry.')) return null;
  return withoutPeople(eraseDetails({ ...fact, customer }), people);
}

/** The key contains the ids of the fact's objects, and other rows refer to it. */
function withoutPeople(fact: Fact, people: ErasedPeople): Fact {
  return factSchema.parse({ ...objectWithoutPeople(fact, people), key: fact.key });
}

/** Whether the customer of a fact is an erased person, or has the address of one. */
function eraseCustomer(customer: CustomerReference, people: ErasedPeople): CustomerReference {
  const { fastspringAccountId, email, country } = customer;
  const byAccount = fastspringAccountId === null ? null : people.ofAccount(fastspringAccountId);
  const stub = byAccount ?? (email === null ? null : people.ofEmail(email));
  if (stub === null) return customer;
  return {
    // Another person's account may pay with the address of an erased person; the account stays with that other person.
    fastspringAccountId: byAccount === null ? (fastspringAccountId ?? stub) : stub,
    email: email === null ? null : erasedText,
    name: null,
    company: null,
    phone: null,
    country,
  };
}

const keptDetails = ['product', 'reference', 'status', 'list'];

function eraseDetails(fact: Fact): Fact {
  switch (fact.kind) {
    case 'order':
      return { ...fact, order: eraseOrder(fact.order), subscription: eraseSubscription(fact.subscription) };
    case 'subscription':
      return { ...fact, subscription: eraseSubscription(fact.subscription) };
    case 'charge_failed':
    case 'snapshot':
      return { ...fact, subscription: eraseSubscription(fact.subscription) };
    case 'refund':
    case 'refund_request':
      return { ...fact, reason: null };
    case 'payout': {
      const { paidOrder } = fact;
      return { ...fact, paidOrder: paidOrder && { ...paidOrder, order: eraseOrder(paidOrder.order) } };
    }
    case 'notice': {
      const details = Object.entries(fact.details).map(([name, value]) => [
        name,
        keptDetails.includes(name) ? value : null,
      ]);
      return { ...fact, details: Object.fromEntries(details) };
    }
    case 'customer':
      return fact;
  }
}

function eraseOrder(order: OrderDetails): OrderDetails {
  return {
    ...order,
    invoiceUrl: null,
    payment: order.payment && { ...order.payment, last4: null },
    tags: {},
    reason: null,
  };
}

/** Emptied values instead of null keep the copy's rank among others: server/ledger/subscription-copy.ts */
function eraseSubscription<Details extends SubscriptionDetails | null>(subscription: Details): Details {
  if (subscription === null) return subscription;
  const { paymentMethod, accountUrl } = subscription;
  return {
    ...subscription,
    paymentMethod: paymentMethod && { ...paymentMethod, last4: null, expires: null },
    tags: {},
    accountUrl: accountUrl === null ? null : '',
  };
}
