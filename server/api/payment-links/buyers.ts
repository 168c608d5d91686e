import type { KommoApi, KommoContact, KommoLead } from '../../kommo/api/api.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { type LeadCustomer, readLeadCustomers } from '../lead-customers.ts';
import type { LinkDraft } from './link-draft.ts';

/** The buyer that a lead's payment link is made for. */
export interface LeadBuyer extends Readonly<Pick<LinkDraft, 'email' | 'firstName' | 'lastName' | 'company'>> {
  /** null where FastSpring has reported none */
  readonly country: string | null;
}

/**
 * Who would pay for each of these leads: the main contact, or another one with an address, or a customer of the lead's.
 * Null for a lead without an address; leads that Kommo does not have are left out. Two requests to Kommo.
 */
export async function readBuyers(
  prisma: PrismaClient,
  kommo: Pick<KommoApi, 'getLeads' | 'getContacts'>,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, LeadBuyer | null>> {
  const leads = (await kommo.getLeads(leadIds)).filter((lead) => lead.is_deleted !== true);
  const contacts = await kommo.getContacts(contactsToRead(leads.map(mainContactFirst)));
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const customersOf = await readLeadCustomers(prisma, accountId, leadIds);
  return new Map(
    leads.map((lead) => {
      const present = mainContactFirst(lead).flatMap((id) => byId.get(id) ?? []);
      return [lead.id, buyerOf(present, customersOf.get(lead.id) ?? [])];
    }),
  );
}

/** Every lead's first contact, then every lead's second: a lead with hundreds of contacts takes none of the others' places. */
export function contactsToRead(ofLeads: readonly (readonly number[])[]): readonly number[] {
  const ranked = ofLeads.flatMap((ids) => ids.map((id, rank) => ({ id, rank })));
  const inTurn = ranked.toSorted((one, other) => one.rank - other.rank).map(({ id }) => id);
  return [...new Set(inTurn)].slice(0, elementsPerRead);
}

function mainContactFirst({ _embedded }: KommoLead): readonly number[] {
  const contacts = _embedded?.contacts ?? [];
  return contacts
    .toSorted((one, other) => Number(other.is_main === true) - Number(one.is_main === true))
    .map(({ id }) => id);
}

/** From the lead's contacts, the main one first, and its customers. */
export function buyerOf(
  contacts: readonly Pick<KommoContact, 'name' | 'custom_fields_values'>[],
  customers: readonly Omit<LeadCustomer, 'leadId'>[],
): LeadBuyer | null {
  const contact = contacts.find((each) => emailsOf(each).length > 0);
  const known = customers[0];
  const email = (contact && emailsOf(contact)[0]) ?? customers.find((each) => each.email !== null)?.email;
  if (email === undefined || email === null) return null;
  const name = (contact?.name || known?.name || '').trim();
  const space = name.lastIndexOf(' ');
  return {
    email,
    firstName: (space === -1 ? name : name.slice(0, space)).slice(0, 100),
    lastName: (space === -1 ? '' : name.slice(space + 1)).slice(0, 100),
    company: known?.company?.slice(0, 255) || null,
    country: known?.country ?? null,
  };
}
