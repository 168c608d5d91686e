interface EventEntry<Family extends string = string> {
  /**
   * The reader, `events/`; null: FastSpring lists the type, but no payload of it is known, so nothing reads it. A type
   * that happens to one subscription again and again needs an entry in `repetition` of events/subscription-events.ts.
   */
  readonly family: Family | null;
  /**
   * Whether its fact gets a note on the lead when no rule speaks of it. A note interrupts a salesperson, so it is for
   * news about money, access or intent; FastSpring's own e-mails (payment reminders), bookkeeping (payouts) and address
   * changes are in the lead's history and nowhere else.
   */
  readonly note: boolean;
  /** its facts carry a price that a lead can take over */
  readonly price?: true;
  /** it reports money that has not come yet; the id that it shares with the payment */
  readonly awaits?: 'subscriptionId' | 'orderId';
}

const entries = {
  'order.completed': { family: 'completed order', note: true, price: true },
  'order.failed': { family: 'failed order', note: true },
  'order.canceled': { family: 'canceled order', note: true },
  'order.payment.pending': { family: 'order awaiting payment', note: true, price: true, awaits: 'orderId' },
  'order.approval.pending': { family: 'order awaiting approval', note: true, price: true, awaits: 'orderId' },
  'return.created': { family: 'return', note: true },
  'chargeback.created': { family: 'chargeback', note: true },
  'subscription.activated': { family: 'subscription', note: true },
  'subscription.updated': { family: 'subscription', note: true },
  'subscription.canceled': { family: 'subscription', note: true },
  'subscription.uncanceled': { family: 'subscription', note: true },
  'subscription.paused': { family: 'subscription', note: true },
  'subscription.resumed': { family: 'subscription', note: true },
  'subscription.deactivated': { family: 'subscription', note: true },
  'subscription.charge.completed': { family: 'completed charge', note: true, price: true },
  'subscription.charge.failed': { family: 'failed charge', note: true, awaits: 'subscriptionId' },
  'subscription.payment.overdue': { family: 'subscription', note: true, awaits: 'subscriptionId' },
  'subscription.payment.reminder': { family: 'subscription', note: false, awaits: 'subscriptionId' },
  'subscription.trial.reminder': { family: 'subscription', note: true },
  'subscription.group.created': { family: 'group', note: true },
  'subscription.group.prorated': { family: 'group', note: false },
  'subscription.group.updated': { family: 'group', note: true },
  'subscription.group.deactivated': { family: 'group', note: true },
  'subscription.group.payment.charge.completed': { family: 'completed charge', note: true, price: true },
  'subscription.group.payment.charge.failed': { family: 'failed charge', note: true, awaits: 'subscriptionId' },
  'subscription.group.payment.overdue': { family: 'group', note: true, awaits: 'subscriptionId' },
  'subscription.group.payment.reminder': { family: 'group', note: false, awaits: 'subscriptionId' },
  'quote.created': { family: 'quote', note: true },
  'quote.updated': { family: 'quote', note: true },
  'fulfillment.failed': { family: 'fulfillment', note: true },
  'invoice.reminder.email': { family: null, note: false, awaits: 'orderId' },
  'mailingListEntry.abandoned': { family: 'mailing list', note: true },
  'mailingListEntry.updated': { family: 'mailing list', note: false },
  'mailingListEntry.removed': { family: 'mailing list', note: false },
  'account.created': { family: 'account', note: false },
  'account.updated': { family: 'account', note: false },
  'payoutEntry.created': { family: 'payout', note: false },
} as const satisfies Readonly<Record<string, EventEntry>>;

export type EventType = keyof typeof entries;

/** What reads the data of an event: server/fastspring/events/index.ts */
export type EventFamily = NonNullable<(typeof entries)[EventType]['family']>;

/**
 * What is known of each of FastSpring's event types, in the order in which a settings page lists them. To add one, begin
 * here; the tests then name what it lacks. https://developer.fastspring.com/reference/webhooks-overview
 */
export const catalogue: ReadonlyMap<string, EventEntry<EventFamily>> = new Map(Object.entries(entries));

const isDocumented = (type: string): type is EventType => catalogue.has(type);

export const documentedEventTypes: readonly EventType[] = [...catalogue.keys()].filter(isDocumented);

/** A new rule may be written for these. */
export const understoodEventTypes = documentedEventTypes.filter((type) => entries[type].family !== null);
