import { KommoForbidden } from '../../kommo/requests/errors.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import type { PendingEffect } from '../effects/pending-effect.ts';
import { markFailed } from '../effects/states.ts';

/**
 * The reason of effects that failed because their lead is missing from Kommo. They are done on the customer's next
 * lead.
 */
export const leadGone = 'The lead was deleted or merged in Kommo';

/**
 * Kommo's refusal does not say that a lead is missing, only that it cannot be used. So the leads of effects that were
 * just refused are read again, in one request for all of them.
 * @param refused already marked as failed
 */
export async function failEffectsOfDeletedLeads(
  context: DeliveryContext,
  refused: readonly PendingEffect[],
): Promise<void> {
  if (refused.length === 0) return;
  const leadIds = refused.map(({ leadId }) => leadId);
  context.leads.forget(leadIds);
  try {
    const readings = await context.leads.read(leadIds);
    const isGone = ({ leadId }: PendingEffect) => readings.get(leadId)?.lead.is_deleted ?? !readings.has(leadId);
    await markFailed(context.prisma, refused.filter(isGone), leadGone);
  } catch (error) {
    // If the token may not read leads, Kommo's own message stays.
    if (!(error instanceof KommoForbidden)) throw error;
  }
}
