import type { KommoContact } from '../../kommo/api/api.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import { isSameAddress, isSameMailbox } from '../../matching/email.ts';
import type { CustomerLead } from '../../platform/database/generated/client.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { readPresent } from './read-present.ts';
import type { RecheckDependencies } from './recheck-dependencies.ts';

/**
 * Updates links to contacts that no longer exist in Kommo, if their lead does; the payments stay there. After a merge of
 * contacts, the remaining one has the customer's address and is on the lead, so the link gets that contact. If there is
 * none, the link is marked as having lost its contact.
 * @returns the leads of these links
 */
export async function renewContacts(
  { prisma, kommo, signal }: RecheckDependencies,
  accountId: string,
  contactsGone: readonly number[],
  leadsGone: readonly number[],
): Promise<readonly number[]> {
  if (contactsGone.length === 0) return [];
  const links = await prisma.customerLead.findMany({
    where: {
      accountId,
      removedAt: null,
      contactId: { in: contactsGone.map(BigInt) },
      leadId: { notIn: leadsGone.map(BigInt) },
    },
    include: { customer: { select: { email: true } } },
  });
  for (const chunk of inChunks(links, elementsPerRead)) {
    if (signal.aborted) break;
    const leads = await kommo.getLeads([...new Set(chunk.map(({ leadId }) => Number(leadId)))]);
    const onLead = new Map(
      leads.map(({ id, _embedded }) => [id, _embedded?.contacts.map((contact) => contact.id) ?? []]),
    );
    const contacts = await readPresent(kommo.getContacts, [...onLead.values()].flat(), signal);
    for (const link of chunk) {
      const ids = onLead.get(Number(link.leadId)) ?? [];
      const present = ids.flatMap((id) => contacts.get(id) ?? []);
      const successor = present.find((contact) => belongsTo(contact, link.customer.email ?? ''));
      await renewLink(prisma, link, successor ?? null);
    }
  }
  return links.map(({ leadId }) => Number(leadId));
}

function belongsTo(contact: KommoContact, email: string): boolean {
  return emailsOf(contact).some((own) => isSameAddress(own, email) || isSameMailbox(own, email));
}

async function renewLink(
  prisma: RecheckDependencies['prisma'],
  { accountId, customerId, leadId }: CustomerLead,
  successor: KommoContact | null,
): Promise<void> {
  const name = successor === null ? null : successor.name || emailsOf(successor)[0] || `#${successor.id}`;
  const details = name === null ? { contactGone: true } : { contact: name };
  await prisma.$executeRaw`
    UPDATE "customer_leads" SET "contact_id" = ${successor?.id ?? null}::bigint,
      "details" = ("details" - 'contactGone') || ${JSON.stringify(details)}::jsonb
    WHERE "account_id" = ${accountId}::uuid AND "customer_id" = ${customerId}::uuid AND "lead_id" = ${leadId}`;
}
