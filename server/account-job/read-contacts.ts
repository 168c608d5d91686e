import { inChunks } from '../delivery/effect-batches.ts';
import type { KommoApi, KommoContact } from '../kommo/api.ts';

/** Kommo's own limit. */
const perRequest = 250;

/**
 * One request per 250 contacts, until all are read or the signal aborts.
 * @returns the contacts that exist in Kommo, by id
 */
export async function readContacts(
  kommo: Pick<KommoApi, 'getContacts'>,
  contactIds: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KommoContact>> {
  const contacts = new Map<number, KommoContact>();
  for (const chunk of inChunks([...new Set(contactIds)], perRequest)) {
    if (signal.aborted) break;
    for (const contact of await kommo.getContacts(chunk)) {
      if (!contact.is_deleted) contacts.set(contact.id, contact);
    }
  }
  return contacts;
}
