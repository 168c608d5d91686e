/**
 * FastSpring's event types that a rule can be written for, and whether one gets a note on its lead when no rule speaks
 * of it. A note interrupts a salesperson, so it is for news about money, access or intent; FastSpring's own e-mails
 * (payment reminders), bookkeeping (payouts) and address changes are in the lead's history and nowhere else.
 * https://developer.fastspring.com/reference/webhooks-overview
 */
const noteByDefault = {
  'order.completed': true,
  'order.failed': true,
  'order.canceled': true,
  'order.payment.pending': true,
  'order.approval.pending': true,
  'return.created': true,
  'chargeback.created': true,
  'subscription.activated': true,
  'subscription.updated': true,
  'subscription.canceled': true,
  'subscription.uncanceled': true,
  'subscription.paused': true,
  'subscription.resumed': true,
  'subscription.deactivated': true,
  'subscription.charge.completed': true,
  'subscription.charge.failed': true,
  'subscription.payment.overdue': true,
  'subscription.payment.reminder': false,
  'subscription.trial.reminder': true,
  'subscription.group.created': true,
  'subscription.group.prorated': false,
  'subscription.group.updated': true,
  'subscription.group.deactivated': true,
  'subscription.group.payment.charge.completed': true,
  'subscription.group.payment.charge.failed': true,
  'subscription.group.payment.overdue': true,
  'subscription.group.payment.reminder': false,
  'quote.created': true,
  'quote.updated': true,
  'fulfillment.failed': true,
  'invoice.reminder.email': false,
  'mailingListEntry.abandoned': true,
  'mailingListEntry.updated': false,
  'mailingListEntry.removed': false,
  'account.created': false,
  'account.updated': false,
  'payoutEntry.created': false,
} as const;

export type EventType = keyof typeof noteByDefault;

function isEventType(type: string): type is EventType {
  return Object.hasOwn(noteByDefault, type);
}

/** The event types a rule can name, in the order in which a settings page lists them. */
export const eventTypes: readonly EventType[] = Object.keys(noteByDefault).filter(isEventType);

/** Whether a fact of this type is worth a note when no rule says otherwise; false for types we do not know. */
export function getsNoteByDefault(type: string): boolean {
  return isEventType(type) && noteByDefault[type];
}
