import { catalogue, type EventType, understoodEventTypes } from '../../fastspring/catalogue.ts';

export type { EventType };

/**
 * The event types that a new rule can name, in the order in which a settings page lists them. A saved rule may name any
 * documented type: one that nothing reads was offered before.
 */
export const eventTypes: readonly EventType[] = understoodEventTypes;

/** Whether a fact of this type is worth a note when no rule says otherwise; false for types we do not know. */
export function getsNoteByDefault(type: string): boolean {
  return catalogue.get(type)?.note ?? false;
}
