import type { Kit, Payer } from '../matching-world.ts';

type Person = Parameters<Kit['contact']>[0];
type Lead = Parameters<Kit['lead']>[1];

/** A contact and its lead of this name. */
export const contactWithLead = (kit: Kit, leadName: string, person: Person, lead: Lead = {}): number => {
  const contact = kit.contact(person);
  kit.lead(leadName, { contacts: [contact], ...lead });
  return contact;
};

/** A contact with the address that pays, and its lead `A`. */
export const withLead = (kit: Kit, person: Person = {}): number =>
  contactWithLead(kit, 'A', { name: 'Anna Schmidt', emails: [`anna@${kit.domain}`], ...person });

/** A contact with lead `A` has the first address, the payer the second; `{domain}` is the row's. */
export const colleagues =
  (theirs: string, payer: string, ofCompany = false) =>
  (kit: Kit): Payer => {
    const filled = (address: string) => address.replace('{domain}', kit.domain);
    contactWithLead(kit, 'A', { emails: [filled(theirs)], ...(ofCompany ? { companyId: kit.company({}) } : {}) });
    return { email: filled(payer) };
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
  await prisma.customer.update({ where: { id: customerId }, data: { matchState: 'linked', nextMatchAt: null } });
};
export const unlinkByHand = async (kit: Kit, leadName: string): Promise<void> => {
  const { prisma, now } = kit.stack;
  const customerId = await kit.customerId();
  await prisma.customerLead.updateMany({
    where: { customerId, leadId: kit.idOf(leadName) },
    data: { removedAt: new Date(now()), removedBy: 1 },
  });
  await prisma.customer.update({
    where: { id: customerId },
    data: { matchState: 'new', nextMatchAt: new Date(now()) },
  });
};

/** Of one contact with these leads. */
export const leads =
  (more: Lead, ...others: readonly Lead[]) =>
  (kit: Kit) => {
    const contact = kit.contact({ emails: [`anna@${kit.domain}`] });
    for (const [index, each] of [more, ...others].entries()) {
      kit.lead('ABC'[index] ?? '', { contacts: [contact], ...each });
    }
    return {};
  };
export const renewal = (arrange: (kit: Kit) => object) => (kit: Kit) => ({ ...arrange(kit), sku: 'REN-9' });
