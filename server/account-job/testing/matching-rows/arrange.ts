import type { Kit } from '../matching-world.ts';

/** A contact with the address that pays, and its lead `A`. */
export const withLead = (kit: Kit, person: Parameters<Kit['contact']>[0] = {}): number => {
  const contact = kit.contact({ name: 'Anna Schmidt', emails: [`anna@${kit.domain}`], ...person });
  kit.lead('A', { contacts: [contact] });
  return contact;
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
  (more: Parameters<Kit['lead']>[1], ...others: readonly Parameters<Kit['lead']>[1][]) =>
  (kit: Kit) => {
    const contact = kit.contact({ emails: [`anna@${kit.domain}`] });
    for (const [index, each] of [more, ...others].entries()) {
      kit.lead('ABC'[index] ?? '', { contacts: [contact], ...each });
    }
    return {};
  };
export const renewal = (arrange: (kit: Kit) => object) => (kit: Kit) => ({ ...arrange(kit), sku: 'REN-9' });
