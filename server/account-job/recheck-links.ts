import { inChunks } from '../delivery/effect-batches.ts';
import { createLeadReader, type LeadReader } from '../delivery/lead-reader.ts';
import { readContacts } from './read-contacts.ts';
import type { RecheckDependencies } from './recheck-dependencies.ts';
import { renewContacts } from './renew-contacts.ts';

export interface Recheck {
  /** leads with customers that were read */
  readonly leads: number;
  /** of these, those that Kommo has no more */
  readonly leadsGone: readonly number[];
  /** leads that are there, of links whose contact was deleted or merged */
  readonly contactsGone: readonly number[];
}

/** Kommo's own limit per request. */
const perRequest = 250;

/**
 * Asks Kommo whether the leads and contacts of an account's links are still there: one request per 250 leads and one per
 * 250 contacts. A lead that is gone is noted, and the account's job then takes its customers off and looks for them
 * again: wake it when `leadsGone` is not empty. A link whose contact is gone keeps its lead and gets the contact there
 * that has the customer's address, if there is one.
 * @throws the errors of server/kommo/errors.ts; what was read until then is kept
 */
export async function recheckLinks(dependencies: RecheckDependencies, accountId: string): Promise<Recheck> {
  const { prisma, kommo, now, signal } = dependencies;
  const links = await prisma.customerLead.findMany({
    where: { accountId, removedAt: null },
    select: { leadId: true, contactId: true },
  });
  const leadIds = [...new Set(links.map(({ leadId }) => Number(leadId)))];
  const contactIds = [...new Set(links.flatMap(({ contactId }) => (contactId === null ? [] : [Number(contactId)])))];

  const leadsGone = await findGoneLeads(createLeadReader(prisma, kommo, accountId, now), leadIds, signal);
  const contacts = await readContacts(kommo, contactIds, signal);
  const contactsGone = contactIds.filter((id) => !contacts.has(id));
  const renewed = signal.aborted ? [] : await renewContacts(dependencies, accountId, contactsGone, leadsGone);
  return { leads: leadIds.length, leadsGone, contactsGone: renewed };
}

/** The reader notes those that are gone. */
async function findGoneLeads(
  reader: LeadReader,
  leadIds: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const gone: number[] = [];
  for (const chunk of inChunks(leadIds, perRequest)) {
    if (signal.aborted) break;
    const readings = await reader.read(chunk);
    gone.push(...chunk.filter((id) => readings.get(id)?.lead.is_deleted ?? !readings.has(id)));
  }
  return gone;
}
