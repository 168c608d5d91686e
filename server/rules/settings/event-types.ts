import { catalogue, type EventType, understoodEventTypes } from '../../fastspring/catalogue.ts';

export type { EventType };

/**
 * FastSpring's event types that a rule can be written for, and whether each gets a note on its lead without a rule. A
 * note interrupts a salesperson, so it is for news about money, access or intent. FastSpring's own e-mails (payment
 * reminders), bookkeeping (payouts) and address changes are only in the lead's history.
 * https://developer.fastspring.com/reference/webhooks-overview
 */
export const eventTypes: readonly EventType[] = understoodEventTypes;

/** Whether a fact of this type gets a note unless a rule says otherwise; false for unknown types. */
export function getsNoteByDefault(type: string): boolean {
  return catalogue.get(type)?.note ?? false;
}
