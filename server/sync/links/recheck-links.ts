import { createLeadReader, type LeadReader } from '../../delivery/leads/lead-reader.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { readPresent } from './read-present.ts';
import type { RecheckDependencies } from './recheck-dependencies.ts';
import { renewContacts } from './renew-contacts.ts';

export interface Recheck {
  /** leads with customers that Kommo has no more */
  readonly leadsGone: readonly number[];
  /** existing leads of links to a contact that was deleted or merged */
  readonly contactsGone: readonly number[];
}

/**
 * Checks in Kommo that the leads and contacts of an account's links still exist: one request per 250 leads and one per
 * 250 contacts. The account's job then unlinks customers from missing leads and searches for them again: wake it if
 * `leadsGone` is not empty. A link with a missing contact keeps its lead, and gets the contact there that has the
 * customer's address, if any.
 * @throws the errors of server/kommo/requests/errors.ts; results read before that are kept
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
  const contacts = await readPresent(kommo.getContacts, contactIds, signal);
  const contactsGone = contactIds.filter((id) => !contacts.has(id));
  const renewed = signal.aborted ? [] : await renewContacts(dependencies, accountId, contactsGone, leadsGone);
  return { leadsGone, contactsGone: renewed };
}

/** The reader stores that a lead is missing. */
async function findGoneLeads(
  reader: LeadReader,
  leadIds: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const gone: number[] = [];
  for (const chunk of inChunks(leadIds, elementsPerRead)) {
    if (signal.aborted) break;
    const readings = await reader.read(chunk);
    gone.push(...chunk.filter((id) => readings.get(id)?.lead.is_deleted ?? !readings.has(id)));
  }
  return gone;
}
