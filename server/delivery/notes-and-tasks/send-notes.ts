import { withMarker } from '../../rules/planning/marker.ts';
import { plainText } from '../../rules/planning/plain-text.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import type { PendingNote } from '../effects/pending-effect.ts';
import { createInKommo } from './create-in-kommo.ts';

/** The author of the note in the lead's feed. */
export const service = 'FastSpring';

export async function sendNotes(context: DeliveryContext, notes: readonly PendingNote[]): Promise<void> {
  await createInKommo(context, notes, {
    create: (batch) =>
      context.kommo.createLeadNotes(
        batch.map((note) => ({
          entity_id: note.leadId,
          service,
          text: withMarker(plainText(note.content.text), note.key),
          request_id: note.id,
        })),
      ),
  });
}
