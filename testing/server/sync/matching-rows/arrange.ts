import type { Kit, Payer } from '../matching-world.ts';

type Person = Parameters<Kit['contact']>[0];
type Lead = Parameters<Kit['lead']>[1];

/** Adds a contact with a lead of this name. */
export const contactWithLead = (kit: Kit, leadName: string, person: Person, lead: Lead = {}): number => {
  const contact = kit.contact(person);
  kit.lead(leadName, { contacts: [contact], ...lead });
  return contact;
};

/** Adds a contact with the payer's address and lead `A`. */
export const withLead = (kit: Kit, person: Person = {}): number =>
  contactWithLead(kit, 'A', { name: 'Anna Schmidt', emails: [`anna@${kit.domain}`], ...person });

/** A contact with lead `A` and the first address; the payer has the second. `{domain}` is the row's. */
export const colleagues =
  (contactAddress: string, payerAddress: string, ofCompany = false) =>
  (kit: Kit): Payer => {
    const atDomain = (address: string) => address.replace('{domain}', kit.domain);
    const company = ofCompany ? { companyId: kit.company({}) } : {};
    contactWithLead(kit, 'A', { emails: [atDomain(contactAddress)], ...company });
    return { email: atDomain(payerAddress) };
  };

export const linkByHand = async (kit: Kit, leadName: string, contactId: number | null = null): Promise<void> => {
  const { prisma, accountId } = kit.stack;
  const customerId = await kit.customerId();
  const leadId = kit.idOf(leadName);
  const link = { reason: 'hand', linkedBy: 1, contactId };
  await prisma.customerLead.upsert({
    where: { accountId_customerId_leadId: { accountId, customerId, leadId } },
    create: { accountId, customerId, leadId, ...link },
    update: link,
  });
  await prisma.customer.updateMany({ where: { id: customerId }, data: { matchState: 'linked', nextMatchAt: null } });
};

export const unlinkByHand = async (kit: Kit, leadName: string): Promise<void> => {
  const { prisma, now } = kit.stack;
  const customerId = await kit.customerId();
  await prisma.customerLead.updateMany({
    where: { customerId, leadId: kit.idOf(leadName) },
    data: { removedAt: new Date(now()), removedBy: 1 },
  });
  await prisma.customer.updateMany({
    where: { id: customerId },
    data: { matchState: 'new', nextMatchAt: new Date(now()) },
  });
};

/** A contact with the payer's address and these leads, named `A`, `B` and `C`. */
export const leads =
  (more: Lead, ...others: readonly Lead[]) =>
  (kit: Kit) => {
    const contact = kit.contact({ emails: [`anna@${kit.domain}`] });
    for (const [index, each] of [more, ...others].entries()) {
      kit.lead('ABC'[index] ?? '', { contacts: [contact], ...each });
    }
    return {};
  };

/** The same, paid for a product that is sold in the pipeline `renewals`. */
export const renewal = (arrange: (kit: Kit) => object) => (kit: Kit) => ({ ...arrange(kit), sku: 'REN-9' });
